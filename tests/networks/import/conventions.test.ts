import path from 'node:path';
import { expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { type GraphNetwork, isGraphNetwork } from '../../../src/networks/tappable';
import { importNetwork } from '../../../src/networks/import/import-network';
import { importWeights } from '../../../src/networks/import/import-weights';

const folder = path.join(__dirname, '../../fixtures/import');

it('weights of an SRCNN on luma get Y and give colours', async () => {
  const network = (await importNetwork(path.join(folder, 'srcnn-luma.pth'), { scale: 1 })) as GraphNetwork;
  expect(isGraphNetwork(network)).toBe(true);
  expect(network.metadata).toMatchObject({ architecture: 'SRCNN of 3 layers on luma', input: 'Y in [0, 1]' });
  expect([network.layers, network.blocks]).toEqual([
    ['Conv1', 'Conv2', 'Output'],
    ['Conv1', 'Conv2'],
  ]);
  const { input, first, output } = await readNpz(path.join(folder, 'srcnn-luma.npz'));
  // Greys whose Y these are: Y = (16 + 219 v) / 255.
  const grey = (value: unknown): number => (255 * Number(value) - 16) / 219;
  const [count, height, width] = input.shape;
  const data = Float32Array.from({ length: input.data.length * 3 }, (_, i) =>
    grey(input.data[Math.floor(i / 3)]),
  );
  const images = { data, dims: [count, height, width, 3] };
  const [features] = await network.compute(['Conv1'], images);
  expect(features.dims).toEqual(first.shape);
  // float32 sums in another order, and Y there and back.
  features.data.forEach((value, i) => expect(Math.abs(value - Number(first.data[i]))).toBeLessThan(1e-5));
  const result = await network.predict(images);
  expect(result.dims).toEqual([count, height, width, 3]);
  result.data.forEach((value, i) =>
    expect(Math.abs(value - grey(output.data[Math.floor(i / 3)]))).toBeLessThan(1e-5),
  );
  network.dispose();
});

it('weights of a network in [0, 255], BGR, are fed so where that is asked for', async () => {
  const file = path.join(folder, 'msrresnet-x4.pth');
  const plain = await importWeights(file);
  const network = (await importNetwork(file, { range: 255, channels: 'bgr' })) as GraphNetwork;
  expect(network.metadata.input).toBe('BGR in [0, 255]');
  expect(network.layers).toEqual(plain.layers);
  expect(network.blocks).toEqual(['RB1', 'RB2']);
  const rgb = Float32Array.from({ length: 48 }, (_, i) => ((7 * i) % 11) / 11);
  const bgr = rgb.map((_, i) => 255 * rgb[i + 2 - 2 * (i % 3)]);
  const own = (await importNetwork(file, { range: 1 })) as GraphNetwork;
  const [wanted] = await own.compute(['RB2'], { data: bgr, dims: [1, 4, 4, 3] });
  const [found] = await network.compute(['RB2'], { data: rgb, dims: [1, 4, 4, 3] });
  // Values of some hundreds: float32 keeps seven digits.
  found.data.forEach((value, i) => expect(Math.abs(value - wanted.data[i])).toBeLessThan(1e-3));
  for (const one of [network, own]) one.dispose();
  plain.model.dispose();
});
