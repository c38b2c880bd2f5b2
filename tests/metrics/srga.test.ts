import { beforeAll, describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';
import { useBackend } from '@ddr-lab/engine/backend';
import { createImage } from '@ddr-lab/images/image';
import { pca } from '@ddr-lab/projection/pca/pca';
import {
  centredProducts,
  divergence,
  featureColumns,
  type FeatureColumns,
  fitDensity,
  generalisation,
  indexOf,
  patchCurve,
} from '../../src/metrics/srga';
import { buildNetwork } from '../../src/networks/network';

beforeAll(async () => {
  await useBackend();
});

/** Random rows, in whatever blocks they are asked for. */
function columnsOf(
  rows: number,
  columns: number,
  seed: number,
  spread = 1,
): FeatureColumns & { data: Float32Array } {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: rows * columns }, () => 3 + spread * random.normal());
  const read = async (from: number, to: number) => {
    const block = new Float32Array(rows * (to - from));
    for (let i = 0; i < rows; i++)
      block.set(data.subarray(i * columns + from, i * columns + to), i * (to - from));
    return createMatrix(rows, to - from, block);
  };
  return { rows, columns, read, data };
}

describe('the divergence of generalised Gaussians', () => {
  it('is that of normal distributions for shape 2, and of published densities', () => {
    // ln 2 + 1/8 - 1/2.
    expect(divergence({ sigma: 1, shape: 2 }, { sigma: 2, shape: 2 })).toBeCloseTo(0.318147, 6);
    const clean = { sigma: 2.718, shape: 0.687 };
    expect(divergence(clean, { sigma: 2.333, shape: 0.596 })).toBeCloseTo(0.021143, 6);
    expect(divergence(clean, { sigma: 2.007, shape: 0.466 })).toBeCloseTo(0.117598, 6);
    const trained = { sigma: 2.866, shape: 0.691 };
    expect(divergence(trained, { sigma: 2.795, shape: 0.683 })).toBeCloseTo(0.000356, 6);
    expect(divergence(trained, { sigma: 2.299, shape: 0.526 })).toBeCloseTo(0.059069, 6);
  });

  it('becomes the index, whose floor is 0', () => {
    expect(indexOf(0.021143)).toBeCloseTo(3.325, 3);
    expect(indexOf(0.117598)).toBeCloseTo(4.07, 3);
    expect(indexOf(0)).toBeCloseTo(0, 12);
    expect(divergence({ sigma: 2, shape: 0.7 }, { sigma: 2, shape: 0.7 })).toBeCloseTo(0, 12);
    expect(() => divergence({ sigma: 0, shape: 1 }, { sigma: 1, shape: 1 })).toThrow(/above 0/);
  });
});

describe('SRGA of features', () => {
  it('has the same products in blocks as in one, and those of PCA', async () => {
    const features = columnsOf(12, 301, 1);
    const whole = await centredProducts(features);
    // 8 KiB of 12 rows: blocks of 170 columns.
    const blocks = await centredProducts(features, { memory: 8 / 1024 });
    whole.forEach((value, i) => expect(blocks[i]).toBeCloseTo(value, 6));
    const scores = pca(createMatrix(12, 301, features.data), { components: 11 }).scores;
    for (let i = 0; i < 12; i++) {
      for (let j = 0; j < 12; j++) {
        let inner = 0;
        for (let k = 0; k < 11; k++) inner += scores.data[i * 11 + k] * scores.data[j * 11 + k];
        expect(whole[i * 12 + j]).toBeCloseTo(inner, 3);
      }
    }
  });

  it('finds the normal distribution in scores of normal noise, and tells another size', async () => {
    const options = { draws: 40 };
    const [a, b, wide] = [columnsOf(60, 6000, 1), columnsOf(60, 6000, 2), columnsOf(60, 6000, 3, 2)];
    const [p, q, r] = [
      fitDensity(await centredProducts(a), options),
      fitDensity(await centredProducts(b), options),
      fitDensity(await centredProducts(wide), options),
    ];
    expect(p.patches).toBe(60);
    // 6,000 columns of variance 1, of which centring leaves 59 parts in 60, in 60 x 59 scores: a mean square of 6,000 / 60. So many columns that all
    // components have nearly one variance (Marchenko-Pastur: within (1 -+ 0.1)^2); of few it would be a mixture with heavier tails.
    expect(Math.abs(p.sigma / 10 - 1)).toBeLessThan(0.05);
    expect(Math.abs(p.shape - 2)).toBeLessThan(0.3);
    const [same, other] = [generalisation(p, q), generalisation(p, r)];
    expect(same.srga).toBeLessThan(other.srga);
    // Twice the deviation: KL = ln 2 + 1/8 - 1/2 and little more.
    expect(other.kl).toBeGreaterThan(0.28);
    expect(other.kl).toBeLessThan(0.36);
    expect(other.interval!.low).toBeLessThanOrEqual(other.srga);
    expect(other.interval!.high).toBeGreaterThanOrEqual(other.srga);
    const curve = patchCurve(p, r, [10, 30, 60], { draws: 3 });
    expect(curve.map(({ patches }) => patches)).toEqual([10, 30, 60]);
    expect(curve[2].deviation).toBe(0);
    expect(curve[2].mean).toBeCloseTo(other.srga, 6);
    expect(() => patchCurve(p, r, [61])).toThrow(/3 to 60/);
  });

  it("computes a network's features anew for each block where they do not fit", async () => {
    const network = await buildNetwork({ kind: 'srresnet', channels: 16, blocks: 1, scale: 2, seed: 3 });
    const random = createRandom(4);
    const patches = Array.from({ length: 5 }, () =>
      createImage(
        8,
        8,
        Float32Array.from({ length: 192 }, () => random.uniform()),
      ),
    );
    const [roomy, narrow] = [
      await featureColumns(network, 'HRConv', patches),
      await featureColumns(network, 'HRConv', patches, { memory: 1 / 64 }),
    ];
    expect(roomy.columns).toBe(16 * 16 * 16);
    const [a, b] = [await roomy.read(100, 300), await narrow.read(100, 300)];
    expect([...a.data]).toEqual([...b.data]);
    network.model.dispose();
    await expect(centredProducts(columnsOf(2, 5, 1))).rejects.toThrow(/3 patches at least/);
  });
});
