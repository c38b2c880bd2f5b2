import { expect, it } from 'vitest';
import { seenBy, type FeatureView, tap } from '../../src/features/tap';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { buildNetwork } from '../../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';

it('keeps means and deviations of channels over the positions', () => {
  // Two images of 1 x 2 positions and two channels.
  const output = { data: Float32Array.of(1, 10, 3, 10, -1, 0, -1, 4), dims: [2, 1, 2, 2] };
  expect(seenBy('flattened', output)).toBe(output);
  expect(seenBy('mean', output)).toEqual({ data: Float32Array.of(2, 10, -1, 2), dims: [2, 2] });
  expect(seenBy('mean-deviation', output)).toEqual({
    data: Float32Array.of(2, 10, 1, 0, -1, 2, 0, 2),
    dims: [2, 4],
  });
});

it('takes an output without positions as its own mean', () => {
  const output = { data: Float32Array.of(1, 2, 3, 4), dims: [2, 2] };
  expect(seenBy('mean', output)).toEqual(output);
  expect(seenBy('mean-deviation', output).data).toEqual(Float32Array.of(1, 2, 0, 0, 3, 4, 0, 0));
});

it('loses no digits to a large mean', () => {
  const output = { data: Float32Array.of(4096, 4096.5), dims: [1, 2, 1, 1] };
  expect(seenBy('mean-deviation', output).data).toEqual(Float32Array.of(4096.25, 0.25));
});

it('says which views there are', () => {
  const output = { data: Float32Array.of(1), dims: [1, 1] };
  expect(() => seenBy('pooled' as FeatureView, output)).toThrow(/flattened, mean, mean-deviation/);
});

it('is what `tap` keeps of flattened features, whatever the batch', async () => {
  const random = createRandom(4);
  const images = Array.from({ length: 5 }, () => mapSamples(createImage(6, 6), () => random.uniform()));
  const network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
  const { RB2: flattened } = await tap(network, ['RB2'], images);
  for (const view of ['mean', 'mean-deviation'] as const) {
    const { RB2: seen } = await tap(network, ['RB2'], images, { view, batch: 2 });
    expect(seen).toEqual({
      rows: 5,
      columns: view === 'mean' ? 4 : 8,
      data: seenBy(view, { data: flattened.data, dims: [5, 6, 6, 4] }).data,
    });
  }
  network.model.dispose();
});
