import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { clusterScores } from '../../src/metrics/clusters';
import { overRuns } from '../../src/metrics/spread';
import cases from '../fixtures/clusters/calinski-harabasz.json';

const matrix = (points: number[][]): Matrix =>
  createMatrix(points.length, points[0].length, Float64Array.from(points.flat()));

/** |a - b| relative to b. */
const relative = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / Math.abs(b));

describe('against scikit-learn', () => {
  it.each(cases)('$name', ({ points, labels, wd, bd, chi }) => {
    const scores = clusterScores(matrix(points), labels);
    // Both sum a few hundred float64 squares: they differ in the last digits only.
    expect(relative(scores.chi, chi)).toBeLessThan(1e-9);
    expect(relative(scores.wd, wd)).toBeLessThan(1e-9);
    // The fixture's BD is a difference of two sums, less exact where it is small beside them.
    expect(Math.abs(scores.bd - bd)).toBeLessThan(1e-9 * (wd + bd) + 1e-12);
  });
});

it('is 1 where no cluster has any extent, whatever the numbers are', () => {
  // Means of 0.1 and 0.7 taken the plain way are off in the last digit.
  const points = matrix([0, 1, 2, 3, 4, 5].map((i) => [i < 3 ? 0.1 : 0.7]));
  expect(clusterScores(points, [0, 0, 0, 1, 1, 1])).toMatchObject({ wd: 0, chi: 1 });
});

describe('properties', () => {
  const clustered = fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 9, max: 20 }))
    .chain(([k, d, n]) =>
      fc.record({
        points: fc.array(
          fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: d, maxLength: d }),
          {
            minLength: n,
            maxLength: n,
          },
        ),
        labels: fc.constant(Array.from({ length: n }, (_, i) => i % k)),
      }),
    );

  it('WD + BD is the total dispersion', () => {
    fc.assert(
      fc.property(clustered, ({ points, labels }) => {
        const { wd, bd } = clusterScores(matrix(points), labels);
        const d = points[0].length;
        const mean = Array.from(
          { length: d },
          (_, j) => points.reduce((sum, p) => sum + p[j], 0) / points.length,
        );
        const total = points.reduce((sum, p) => sum + p.reduce((s, x, j) => s + (x - mean[j]) ** 2, 0), 0);
        expect(Math.abs(wd + bd - total)).toBeLessThanOrEqual(1e-10 * total + 1e-12);
      }),
    );
  });

  it('names of labels and the order of points do not matter', () => {
    fc.assert(
      fc.property(clustered, ({ points, labels }) => {
        const scores = clusterScores(matrix(points), labels);
        const named = clusterScores(
          matrix([...points].reverse()),
          [...labels].reverse().map((label) => `class ${9 - label}`),
        );
        expect(Math.abs(named.wd - scores.wd)).toBeLessThanOrEqual(1e-10 * scores.wd + 1e-12);
        expect(Math.abs(named.bd - scores.bd)).toBeLessThanOrEqual(1e-10 * (scores.wd + scores.bd) + 1e-12);
      }),
    );
  });
});

describe('bad input is refused in words', () => {
  const four = matrix([[0], [1], [5], [6]]);
  const refused: [string, () => unknown, RegExp][] = [
    ['one cluster', () => clusterScores(four, [1, 1, 1, 1]), /two clusters/],
    ['as many clusters as points', () => clusterScores(four, [0, 1, 2, 3]), /4 points .* 4 clusters/],
    ['an empty cluster', () => clusterScores(four, [0, 0, 1, 1], { classes: [0, 1, 2] }), /label 2.*empty/],
    ['a label missing', () => clusterScores(four, [0, 1, 1]), /3 labels for 4 points/],
    ['a label that is NaN', () => clusterScores(four, [0, 1, NaN, 1]), /Label 2 is NaN/],
    [
      'a NaN point',
      () =>
        clusterScores(
          matrix([
            [0, 1],
            [2, NaN],
            [3, 4],
          ]),
          [0, 0, 1],
        ),
      /row 1, column 1/,
    ],
    ['an infinite point', () => clusterScores(matrix([[0], [-Infinity], [3]]), [0, 0, 1]), /-Infinity/],
    ['overflow', () => clusterScores(matrix([[-1e200], [1e200], [3]]), [0, 0, 1]), /scale them down/],
    ['no points', () => clusterScores(createMatrix(0, 2, new Float64Array(0)), []), /no points/],
  ];
  it.each(refused)('%s', (_, score, words) => {
    expect(score).toThrow(InputError);
    expect(score).toThrow(words);
  });
});

describe('overRuns', () => {
  it('divides by n, as numpy.std does', () => {
    // numpy.mean, numpy.std of [155.5, 261.9, 279.7, 250.25, 301]
    const { mean, standardDeviation } = overRuns([155.5, 261.9, 279.7, 250.25, 301]);
    expect(relative(mean, 249.67)).toBeLessThan(1e-14);
    expect(relative(standardDeviation, 50.10881758732688)).toBeLessThan(1e-12);
    expect(overRuns([3])).toEqual({ mean: 3, standardDeviation: 0, values: [3] });
  });

  it('refuses no runs and runs without a number', () => {
    expect(() => overRuns([])).toThrow(InputError);
    expect(() => overRuns([1, NaN])).toThrow(/Run 1 gave NaN/);
  });
});
