import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { useBackend } from '@ddr-lab/engine/backend';
import { createImage } from '@ddr-lab/images/image';
import { diffusionIndex } from '../../src/attribution/diffusion';
import { lam } from '../../src/attribution/lam';
import { windowDetail } from '../../src/attribution/targets';
import { importWeights } from '../../src/networks/import/import-weights';

const folder = path.join(__dirname, '../fixtures/attribution');

beforeAll(async () => {
  await useBackend();
});

describe('local attribution maps of imported networks', () => {
  it.each(['srresnet', 'carn-m'])("%s: the map that the authors' loop gives in PyTorch", async (name) => {
    const arrays = await readNpz(path.join(folder, 'maps.npz'));
    const numbers = (what: string): Float32Array => arrays[`${name}|${what}`].data as Float32Array;
    const [height, width] = arrays[`${name}|image`].shape;
    const network = await importWeights(path.join(folder, `${name}.pth`), { scale: 4 });
    const target = windowDetail({ left: 32, top: 40, size: 16 });
    const found = await lam.attribute(network, createImage(height, width, numbers('image')), target);
    network.model.dispose();
    const expected = numbers('attribution');
    expect(correlation(found.attribution, expected)).toBeGreaterThan(0.999);
    // float32 sums of 50 gradients, each of a few hundred products.
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    found.attribution.forEach((value, i) =>
      expect(Math.abs(value - expected[i])).toBeLessThan(2e-3 * largest),
    );
    expect(Math.abs(diffusionIndex(found.map) - numbers('di')[0])).toBeLessThan(0.1);
  });
});

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i] - mb);
    aa += (value - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}
