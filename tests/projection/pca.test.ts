import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asMatrix, createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';
import { type Pca, pca, pcaScores, transform } from '@ddr-lab/projection/pca/pca';
import { createRandom } from '@ddr-lab/base/random';

interface Reference {
  X: Matrix;
  scores: Matrix;
  components: Matrix;
  mean: Matrix;
  explainedVariance: Matrix;
  explainedVarianceRatio: Matrix;
  singularValues: Matrix;
}

async function reference(name: string): Promise<Reference> {
  const arrays = await readNpz(path.join(__dirname, `../fixtures/projection/pca-${name}.npz`));
  const entries = Object.entries(arrays).map(([key, array]) => [key, asMatrix(array)]);
  return Object.fromEntries(entries) as Reference;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

const column = ({ rows, columns, data }: Matrix, c: number): number[] =>
  Array.from({ length: rows }, (_, i) => data[i * columns + c]);
const row = ({ columns, data }: Matrix, r: number): Float32Array | Float64Array =>
  data.subarray(r * columns, (r + 1) * columns);

/** The largest difference of each component's results from scikit-learn's, relative to that component. */
function relativeDifferences(ours: Pca, theirs: Reference): number[] {
  return Array.from(theirs.singularValues.data, (value, c) =>
    Math.max(
      Math.abs(ours.singularValues[c] - value) / value,
      Math.abs(ours.explainedVariance[c] - theirs.explainedVariance.data[c]) /
        theirs.explainedVariance.data[c],
      Math.abs(ours.explainedVarianceRatio[c] - theirs.explainedVarianceRatio.data[c]) /
        theirs.explainedVarianceRatio.data[c],
      largestDifference(column(ours.scores, c), column(theirs.scores, c)) / value,
      largestDifference(row(ours.components, c), row(theirs.components, c)),
    ),
  );
}

describe('against the full solver of scikit-learn', () => {
  // Float64 on both sides, eigenvalues within a factor of 1,000: the last digits differ.
  it.each(['wide', 'tall', 'square'])('%s', async (name) => {
    const theirs = await reference(name);
    const ours = pca(theirs.X, { components: theirs.singularValues.rows });
    expect(Math.max(...relativeDifferences(ours, theirs))).toBeLessThan(1e-10);
    expect(largestDifference(ours.mean, theirs.mean.data)).toBeLessThan(1e-14);
  });

  it('a mean ten thousand times the spread', async () => {
    const theirs = await reference('offset');
    const ours = pca(theirs.X, { components: 8 });
    // Centring takes 4 of 16 digits from both.
    expect(Math.max(...relativeDifferences(ours, theirs))).toBeLessThan(1e-9);
  });

  it.each(['falling-wide', 'falling-tall'])('%s: singular values from 1 to 1e-8', async (name) => {
    const theirs = await reference(name);
    const ours = pca(theirs.X, { components: 9 });
    // Rounding of the data's largest part (2e-16, some dozens of times over) is seen beside the component.
    relativeDifferences(ours, theirs).forEach((difference, c) => {
      expect(difference).toBeLessThan(1e-13 / theirs.singularValues.data[c] + 1e-9);
    });
  });

  it('rank 3 of 6: the rest is exactly zero', async () => {
    const theirs = await reference('low-rank');
    const ours = pca(theirs.X, { components: 6 });
    expect(Math.max(...relativeDifferences(ours, theirs).slice(0, 3))).toBeLessThan(1e-10);
    expect([...ours.singularValues.slice(3)]).toEqual([0, 0, 0]);
    expect(column(ours.scores, 3)).toEqual(Array(8).fill(0));
    expect([...row(ours.components, 4)]).toEqual(Array(20).fill(0));
  });

  it.each(['wide', 'tall', 'square', 'low-rank'])('ml-pca gives the same: %s', async (name) => {
    const { X } = await reference(name);
    const components = Math.min(6, X.rows, X.columns);
    const ours = pca(X, { components });
    const theirs = pca(X, { components, engine: 'ml-pca' });
    const scale = ours.singularValues[0];
    expect(largestDifference(theirs.singularValues, ours.singularValues) / scale).toBeLessThan(1e-12);
    expect(largestDifference(theirs.scores.data, ours.scores.data) / scale).toBeLessThan(1e-10);
    expect(largestDifference(theirs.components.data, ours.components.data)).toBeLessThan(1e-10);
    expect(largestDifference(theirs.explainedVarianceRatio, ours.explainedVarianceRatio)).toBeLessThan(1e-12);
  });
});

describe('properties', () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 2, max: 12 }),
    columns: fc.integer({ min: 1, max: 700 }),
    seed: fc.nat(1000),
  });
  const normal = (rows: number, columns: number, seed: number): Matrix<Float64Array> => {
    const random = createRandom(seed);
    return createMatrix(
      rows,
      columns,
      new Float64Array(rows * columns).map(() => random.normal()),
    );
  };

  it('all components together give the matrix back; they are orthonormal; transform gives the scores', () => {
    fc.assert(
      fc.property(sizes, ({ rows, columns, seed }) => {
        const X = normal(rows, columns, seed);
        const k = Math.min(rows, columns);
        const result = pca(X, { components: k });
        const { scores, components, mean } = result;
        const back = new Float64Array(rows * columns);
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            let sum = mean[j];
            for (let c = 0; c < k; c++) sum += scores.data[i * k + c] * components.data[c * columns + j];
            back[i * columns + j] = sum;
          }
        expect(largestDifference(back, X.data)).toBeLessThan(1e-10);
        for (let a = 0; a < k; a++)
          for (let b = 0; b <= a; b++) {
            let inner = 0;
            for (let j = 0; j < columns; j++) inner += row(components, a)[j] * row(components, b)[j];
            const wanted = a === b && result.singularValues[a] > 0 ? 1 : 0;
            expect(Math.abs(inner - wanted)).toBeLessThan(1e-9);
          }
        expect(largestDifference(transform(result, X).data, scores.data)).toBeLessThan(1e-10);
        expect(result.explainedVarianceRatio.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('the largest entry of each score column is positive, and the input is untouched', () => {
    const X = normal(30, 200, 1);
    const before = X.data.slice();
    const { scores } = pca(X, { components: 20 });
    for (let c = 0; c < 20; c++) {
      const values = column(scores, c);
      expect(Math.max(...values)).toBe(Math.max(...values.map(Math.abs)));
    }
    expect(X.data).toEqual(before);
  });

  it('50 components by default, or as many as there are', () => {
    expect(pca(normal(60, 70, 1)).scores.columns).toBe(50);
    expect(pca(normal(9, 70, 1)).scores.columns).toBe(9);
    expect(pca(normal(9, 4, 1)).scores.columns).toBe(4);
  });

  it('rows that are all equal have no variance, and no NaN', () => {
    const result = pca(createMatrix(5, 3, new Float64Array(15).fill(0.1)), { components: 2 });
    expect([...result.scores.data]).toEqual(Array(10).fill(0));
    expect([...result.explainedVarianceRatio]).toEqual([0, 0]);
  });
});

describe('bad input is refused in words', () => {
  const X = createMatrix(3, 2, Float64Array.of(1, 2, 3, 5, 4, 4));
  const withNaN = createMatrix(3, 2, Float64Array.of(1, 2, 3, NaN, 4, 4));
  const refused: [string, () => unknown, RegExp][] = [
    ['too many components', () => pca(X, { components: 3 }), /3 x 2 matrix .* at most 2/],
    ['no components', () => pca(X, { components: 0 }), /not 0/],
    ['half a component', () => pca(X, { components: 1.5 }), /not 1\.5/],
    ['one row', () => pca(createMatrix(1, 3, new Float64Array(3))), /at least two rows/],
    ['NaN', () => pca(withNaN), /row 1, column 1 .* NaN/],
    [
      'overflow',
      () => pca(createMatrix(2, 2, Float64Array.of(1e200, 0, 0, 1)), { components: 1 }),
      /overflow/,
    ],
    ['other columns', () => transform(pca(X), createMatrix(1, 3, new Float64Array(3))), /2 columns.* have 3/],
    [
      'NaN in new rows',
      () => transform(pca(X), createMatrix(1, 2, Float64Array.of(0, NaN))),
      /row 0, column 1/,
    ],
  ];
  it.each(refused)('%s', (_, call, words) => {
    expect(call).toThrow(InputError);
    expect(call).toThrow(words);
  });
});

describe('pcaScores', () => {
  it.each([
    ['wide', 20, 500, 'gram'],
    ['tall', 500, 20, 'gram'],
    ['small', 12, 30, 'ml-pca'],
  ] as const)('is pca without the directions: %s', (_, rows, columns, engine) => {
    const random = createRandom(3);
    const X = createMatrix(
      rows,
      columns,
      new Float64Array(rows * columns).map(() => random.normal()),
    );
    const whole: Partial<Pca> = pca(X, { components: 6, engine });
    const { components, mean, ...rest } = whole;
    expect(components!.rows).toBe(6);
    expect(mean!.length).toBe(columns);
    expect(pcaScores(X, { components: 6, engine })).toEqual(rest);
  });
});
