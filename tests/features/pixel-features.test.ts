import { expect, it } from 'vitest';
import { pixelFeatures } from '../../src/features/pixel-features';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';

const random = createRandom(8);
const images = [0, 1].map(() => mapSamples(createImage(3, 4), () => random.uniform()));

it('has pixels as they are, and their means', () => {
  const flattened = pixelFeatures(images);
  expect(flattened).toMatchObject({ rows: 2, columns: 3 * 4 * 3 });
  expect([...flattened.data.subarray(0, 36)]).toEqual([...Float32Array.from(images[0].data)]);
  const { data } = pixelFeatures(images, { view: 'mean' });
  const reds = Array.from({ length: 12 }, (_, i) => images[0].data[3 * i]);
  expect(data[0]).toBeCloseTo(reds.reduce((a, b) => a + b) / 12, 6);
});

it('has differences to the right and to the lower neighbour', () => {
  const { data, columns } = pixelFeatures(images, { of: 'differences' });
  expect(columns).toBe(2 * 3 * 6);
  const at = (y: number, x: number, c: number): number => images[1].data[(y * 4 + x) * 3 + c];
  // Row 1, column 2 of the second image, green.
  const cell = columns + (1 * 3 + 2) * 6;
  expect(data[cell + 1]).toBeCloseTo(at(1, 3, 1) - at(1, 2, 1), 6);
  expect(data[cell + 4]).toBeCloseTo(at(2, 2, 1) - at(1, 2, 1), 6);
});

it('refuses what cannot be compared', () => {
  expect(() => pixelFeatures([])).toThrow(/No images/);
  expect(() => pixelFeatures([images[0], createImage(2, 2)])).toThrow(/one size/);
  expect(() => pixelFeatures([createImage(1, 4)], { of: 'differences' })).toThrow(/1 x 4/);
});
