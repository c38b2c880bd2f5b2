import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { tap } from '../../src/features/tap';
import { createImage } from '@ddr-lab/images/image';
import { buildNetwork, writeWeights } from '../../src/networks/network';

const fixture = path.join(__dirname, '../fixtures/networks/srresnet.npz');

describe('SRResNet', () => {
  it('puts out at every layer what PyTorch computes from the same weights', async () => {
    const arrays = await readNpz(fixture);
    const part = (prefix: string): Map<string, { shape: readonly number[]; data: Float32Array }> =>
      new Map(
        Object.entries(arrays)
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, { shape, data }]) => [
            name.slice(prefix.length).replaceAll('|', '/'),
            { shape, data: Float32Array.from(data as ArrayLike<number>) },
          ]),
      );
    const network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2 });
    writeWeights(network.model, part('weight|'));
    const [n, height, width] = arrays.input.shape;
    const size = height * width * 3;
    const images = Array.from({ length: n }, (_, i) =>
      createImage(height, width, (arrays.input.data as Float32Array).slice(i * size, (i + 1) * size)),
    );
    const expected = part('feature|');
    const features = await tap(network, [...expected.keys()], images);
    network.model.dispose();
    expect(network.layers).toEqual([...expected.keys()]);
    for (const [layer, { data }] of expected) {
      const scale = Math.max(...data.map(Math.abs));
      // Sums of at most 36 float32 products in another order, over 9 convolutions: some 1e-6 of the largest value.
      data.forEach((value, i) =>
        expect(Math.abs(features[layer].data[i] - value)).toBeLessThan(1e-5 * scale),
      );
    }
  });
});
