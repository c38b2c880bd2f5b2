import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { useBackend } from '@ddr-lab/engine/backend';
import { createImage } from '@ddr-lab/images/image';
import { tap } from '../../../src/features/tap';
import { dataRoot } from '../../../src/images/data-root';
import { importWeights } from '../../../src/networks/import/import-weights';

const file = path.join(dataRoot() ?? '', 'weights/carn-m-x4.pth');

beforeAll(async () => {
  await useBackend();
});

describe.runIf(dataRoot() !== undefined && existsSync(file))('the published CARN-M', () => {
  it('is recognised, and its features are those of PyTorch', async () => {
    const network = await importWeights(file);
    expect(network.spec).toMatchObject({ kind: 'carn', scale: 4, mobile: true, groups: 4, channels: 64 });
    const arrays = await readNpz(path.join(__dirname, '../../fixtures/import/families/carn-m-published.npz'));
    const [, height, width] = arrays.input.shape;
    const image = createImage(height, width, arrays.input.data as Float32Array);
    const layers = { CB1: 'CB1', Fusion3: 'Fusion3', Output: 'output' };
    const found = await tap(network, Object.keys(layers), [image]);
    network.model.dispose();
    for (const [layer, name] of Object.entries(layers)) {
      const expected = arrays[name].data as Float32Array;
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      // float32 sums of some hundred products in another order, over some thirty convolutions.
      expected.forEach((value, i) =>
        expect(Math.abs(found[layer].data[i] - value)).toBeLessThan(1e-4 * largest),
      );
    }
  });
});
