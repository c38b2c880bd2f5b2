import { beforeAll, describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';
import { useBackend } from '@ddr-lab/engine/backend';
import { createImage } from '@ddr-lab/images/image';
import { pca } from '@ddr-lab/projection/pca/pca';
import { fitGeneralisedGaussian } from '@ddr-lab/quality/generalised-gaussian';
import { centredProducts, featureColumns, type FeatureColumns } from '../../src/metrics/feature-columns';
import { fitDensity, patchesDrawn } from '../../src/metrics/feature-density';
import { divergence, generalisation, indexOf, patchCurve } from '../../src/metrics/srga';
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
  return { rows, columns, read: async (from, to) => block(data, { rows, columns, from, to }), data };
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
    expect(indexOf(divergence(trained, { sigma: 2.795, shape: 0.683 }))).toBeCloseTo(1.563, 3);
    expect(indexOf(divergence(trained, { sigma: 2.299, shape: 0.526 }))).toBeCloseTo(3.771, 3);
    const bsrgan = { sigma: 8.921, shape: 0.762 };
    expect(indexOf(divergence(bsrgan, { sigma: 8.531, shape: 0.749 }))).toBeCloseTo(2.039, 3);
    expect(indexOf(divergence(bsrgan, { sigma: 7.695, shape: 0.701 }))).toBeCloseTo(3.147, 3);
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
      await fitDensity(await centredProducts(a), options),
      await fitDensity(await centredProducts(b), options),
      await fitDensity(await centredProducts(wide), options),
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

/**
 * Patches of one population: variances fall along 60 directions as in features, some patches have more in them than others. `fade` less is left of the
 * last direction than of the first, as blur leaves less detail. The same seed: the same patches.
 */
function patchesOf(rows: number, seed: number, fade = 1): FeatureColumns & { data: Float32Array } {
  const random = createRandom(seed);
  const columns = 60;
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const size = Math.sqrt(Math.abs(random.normal()));
    for (let c = 0; c < columns; c++)
      data[i * columns + c] = (size * random.normal() * fade ** (c / (columns - 1))) / (c + 1);
  }
  return { rows, columns, read: async (from, to) => block(data, { rows, columns, from, to }), data };
}

function block(
  data: Float32Array,
  { rows, columns, from, to }: { rows: number; columns: number; from: number; to: number },
) {
  const part = new Float32Array(rows * (to - from));
  for (let i = 0; i < rows; i++)
    part.set(data.subarray(i * columns + from, i * columns + to), i * (to - from));
  return createMatrix(rows, to - from, part);
}

/** The density of some rows by the book: PCA of the features themselves. */
function densityByHand(features: FeatureColumns & { data: Float32Array }, rows: readonly number[]) {
  const { columns, data } = features;
  const part = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => part.set(data.subarray(row * columns, (row + 1) * columns), i * columns));
  const scores = Float64Array.from(
    pca(createMatrix(rows.length, columns, part), { components: rows.length - 1 }).scores.data,
  );
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length;
  const deviation = Math.sqrt(scores.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scores.length);
  const { shape, variance } = fitGeneralisedGaussian(
    scores.filter((value) => Math.abs(value - mean) <= 5 * deviation),
  );
  return { sigma: Math.sqrt(variance), shape };
}

describe('the redraws of an interval', () => {
  it('have principal components of their own: those of the features that are left', async () => {
    const features = patchesOf(15, 4);
    const found = await fitDensity(await centredProducts(features), { draws: 6, seed: 9 });
    expect(found.redrawn).toHaveLength(6);
    found.redrawn.forEach((density, draw) => {
      const rows = patchesDrawn(createRandom(9, 1, draw), 15, 10);
      expect(new Set(rows).size).toBe(10);
      const expected = densityByHand(features, rows);
      expect(density.sigma).toBeCloseTo(expected.sigma, 4);
      expect(Math.abs(density.shape - expected.shape)).toBeLessThan(0.0021);
    });
    // Ten of fifteen: the root of ten to five.
    expect(found.reach).toBeCloseTo(Math.SQRT2, 12);
    expect(found.sigma).toBeCloseTo(
      densityByHand(
        features,
        Array.from({ length: 15 }, (_, i) => i),
      ).sigma,
      4,
    );
  });

  it('hold the index as often as they say; along the components of all patches they are too narrow', async () => {
    const covered = { refit: 0, held: 0 };
    const trials = 60;
    // Blur leaves a twentieth of the last direction.
    const sets = await Promise.all(
      Array.from({ length: trials }, async (_, seed) => [
        await centredProducts(patchesOf(18, seed)),
        await centredProducts(patchesOf(18, seed, 0.05)),
      ]),
    );
    for (const redraws of ['refit', 'held'] as const) {
      const all = [];
      for (const [p, q] of sets) {
        const [a, b] = [
          await fitDensity(p, { redraws, draws: 40 }),
          await fitDensity(q, { redraws, draws: 40 }),
        ];
        all.push(generalisation(a, b));
      }
      // What the index of so many patches is.
      const truth = all.reduce((sum, { srga }) => sum + srga, 0) / trials;
      covered[redraws] = all.filter(
        ({ interval }) => interval!.low <= truth && truth <= interval!.high,
      ).length;
    }
    expect(covered.refit).toBeGreaterThanOrEqual(0.95 * trials);
    expect(covered.held).toBeLessThan(0.95 * trials);
  });

  it('hold what two sets have in common: the same patches in another scale are at the same distance in every redraw', async () => {
    const features = patchesOf(20, 3);
    const products = await centredProducts(features);
    const larger = products.map((value) => 4 * value);
    const [a, b, other] = [
      await fitDensity(products, { draws: 20 }),
      await fitDensity(larger, { draws: 20 }),
      await fitDensity(larger, { draws: 20, seed: 1 }),
    ];
    const width = ({ interval }: ReturnType<typeof generalisation>): number => interval!.high - interval!.low;
    // KL of one shape at twice the scale depends on the shape alone, which moves little.
    expect(width(generalisation(a, b))).toBeLessThan(width(generalisation(a, other)) / 2);
  });

  it('are refused, or left out, in words where there is nothing to draw', async () => {
    const products = await centredProducts(patchesOf(9, 1));
    const none = await fitDensity(products, { draws: 0 });
    expect(none.redrawn).toEqual([]);
    expect(generalisation(none, none).interval).toBeUndefined();
    await expect(fitDensity(products, { draws: -1 })).rejects.toThrow(
      /draws is a whole number from 0 on, not -1/,
    );
    await expect(fitDensity(products, { redraws: 'none' as 'held' })).rejects.toThrow(
      /refit, held, not none/,
    );
    const held = await fitDensity(products, { draws: 3, redraws: 'held' });
    expect(() => generalisation(none, held)).toThrow(/fit both in one way/);
    await expect(fitDensity(new Float64Array(16))).rejects.toThrow(/all 4 patches are the same/);
    await expect(fitDensity(products, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
    const told: number[] = [];
    await fitDensity(products, { draws: 3, onProgress: ({ done }) => told.push(done) });
    expect(told).toEqual([1, 2, 3]);
  });
});
