import { expect, it } from 'vitest';
import { labelSpectra } from '../../../src/studies/evolution/label-spectra';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';

it('has a spectrum a label: four times the power for twice the amplitude, also below zero', () => {
  const random = createRandom(5);
  const noise = Float32Array.from({ length: 16 * 16 * 3 }, () => random.normal());
  const rows = [noise, noise.map((value) => 2 * value), noise.map((value) => -2 * value)];
  const data = new Float32Array(3 * noise.length);
  rows.forEach((row, i) => data.set(row, i * noise.length));
  const [one, two] = labelSpectra(createMatrix(3, noise.length, data), [0, 1, 1]);
  expect(one.power).toHaveLength(8);
  // Twice the numbers exactly, but for the rounding of sums in float64.
  two.power.forEach((power, bin) => expect(power / one.power[bin]).toBeCloseTo(4, 10));
});

it('refuses what are no pictures', () => {
  const matrix = createMatrix(1, 100, new Float32Array(100));
  expect(() => labelSpectra(matrix, [0])).toThrow('no labelled square RGB pictures');
  const square = createMatrix(1, 192, new Float32Array(192));
  expect(() => labelSpectra(square, [1])).toThrow('at least one');
});
