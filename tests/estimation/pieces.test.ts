import { describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { foldedRidge } from '../../src/estimation/fit/ridge';
import { rankOf } from '../../src/estimation/ranks';
import { randomFeatures } from '../../src/estimation/random-features';
import { imageStatistics } from '../../src/estimation/statistics/statistics';

const grey = (height: number, width: number): Image =>
  createImage(height, width, new Float32Array(height * width * 3).fill(0.5));

function noisy(image: Image, deviation: number): Image {
  const random = createRandom(5);
  return mapSamples(image, (value) => value + (deviation / 255) * random.normal());
}

describe('statistics', () => {
  it('of pure noise are its variance in every band of the cosines, and in every eigenvalue', () => {
    const { values } = imageStatistics(noisy(grey(96, 96), 10));
    // A few thousand coefficients in each: under 10 % of the variance, 100, off.
    for (const kind of ['light', 'colour']) {
      for (const band of [0, 2, 5]) {
        const variance = Math.exp(values.get(`${kind} all ${band}`)!);
        expect(variance / 100, `${kind} ${band}`).toBeCloseTo(1, 0);
        expect(Math.abs(variance / 100 - 1)).toBeLessThan(0.1);
      }
      expect(Math.abs(Math.exp(values.get(`${kind} eigenvalue 12`)!) / 100 - 1)).toBeLessThan(0.1);
    }
    // A difference of two independent values has twice the variance; `light` keeps the deviation.
    expect(Math.exp(values.get('lag 1 rms')!)).toBeCloseTo(10 * Math.SQRT2, 0);
  });

  it('of an ideal edge under Gaussian blurs are the ratio that theory has', () => {
    // A step under a blur of 2 pixels; its gradient under a further Gaussian of 0.7 and of 1.4.
    const side = 64;
    const erf = (x: number): number => {
      // Abramowitz and Stegun 7.1.26, to 1.5e-7.
      const t = 1 / (1 + 0.3275911 * Math.abs(x));
      const sum =
        t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
      return Math.sign(x) * (1 - sum * Math.exp(-x * x));
    };
    const data = new Float32Array(side * side * 3).map((_, at) => {
      const x = Math.floor((at % (3 * side)) / 3) - side / 2;
      return 0.5 + 0.4 * erf(x / (2 * Math.SQRT2));
    });
    const { values } = imageStatistics(createImage(side, side, data));
    const expected = 0.5 * Math.log((4 + 1.4 ** 2) / (4 + 0.7 ** 2));
    // Pixels are integrals in neither, and the steepest places are not the middle of the edge alone: 0.03 of a logarithm.
    expect(Math.abs(values.get('edges 1 0.95')! - expected)).toBeLessThan(0.03);
  });

  it('are finite for images of one colour and for the smallest', () => {
    for (const image of [grey(64, 64), grey(16, 16), noisy(grey(17, 16), 60)]) {
      const { values } = imageStatistics(image);
      for (const [name, value] of values) expect(Number.isFinite(value), name).toBe(true);
    }
  });
});

describe('regression', () => {
  it('features of two points have the Gaussian kernel as their product', () => {
    const width = 0.3;
    const map = randomFeatures({ count: 20000, width, seed: 1 }, 2);
    const [a, b] = [Float64Array.of(0.5, -1), Float64Array.of(-0.2, 0.3)];
    const [fa, fb] = [map(a), map(b)];
    let product = 0;
    for (let k = 0; k < 20000; k++) product += fa[k] * fb[k];
    const kernel = Math.exp(-width * (0.7 ** 2 + 1.3 ** 2));
    // A mean of 20,000 cosines: a standard error of 0.007.
    expect(Math.abs(product - kernel)).toBeLessThan(0.025);
  });

  it('ridge finds a line, and reads each fold without it', () => {
    const random = createRandom(2);
    const rows = Array.from({ length: 60 }, () => Float64Array.of(random.normal(), random.normal(), 1));
    const target = Float64Array.from(rows, ([x, y]) => 2 * x - y + 3);
    target[7] += 100;
    const folds = Int32Array.from(rows, (_, i) => i % 3);
    const [{ coefficients, heldOut }] = foldedRidge(rows, [target], { folds, count: 3, penalty: 1e-9 });
    // Least squares of its own: the normal equations of three unknowns by Cramer's rule.
    const sum = (f: (row: Float64Array, i: number) => number): number =>
      rows.reduce((s, row, i) => s + f(row, i), 0);
    const A = [0, 1, 2].map((i) => [0, 1, 2].map((j) => sum((row) => row[i] * row[j])));
    const b = [0, 1, 2].map((i) => sum((row, r) => row[i] * target[r]));
    const det = ([p, q, r]: number[][]): number =>
      p[0] * (q[1] * r[2] - q[2] * r[1]) -
      p[1] * (q[0] * r[2] - q[2] * r[0]) +
      p[2] * (q[0] * r[1] - q[1] * r[0]);
    coefficients.forEach((value, k) => {
      const replaced = A.map((row, i) => row.map((entry, j) => (j === k ? b[i] : entry)));
      expect(value).toBeCloseTo(det(replaced) / det(A), 6);
    });
    // Row 7 is of fold 1, which fold 1 is read without: the outlier does not show there.
    expect(heldOut[7]).toBeCloseTo(2 * rows[7][0] - rows[7][1] + 3, 6);
  });
});

describe('ranks', () => {
  const estimate = (value: number, half: number): { value: number; low: number; high: number } => ({
    value,
    low: value - half,
    high: value + half,
  });
  it('leave open what intervals leave open', () => {
    const list = [estimate(3, 0.5), estimate(1, 0.5), estimate(1.4, 0.5), undefined, estimate(9, 1)];
    expect(list.map((_, i) => rankOf(i, list))).toEqual([
      { place: 3, low: 3, high: 3 },
      { place: 1, low: 1, high: 2 },
      { place: 2, low: 1, high: 2 },
      undefined,
      { place: 4, low: 4, high: 4 },
    ]);
  });
});
