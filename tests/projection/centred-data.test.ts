import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { loadRuntime } from '@ddr-lab/engine/onnxruntime/runtime';
import { type CentredData, plainCentred, plainScores } from '@ddr-lab/projection/pca/plain';
import { gramSvd } from '@ddr-lab/projection/pca/gram-svd';
import { nativeCentred, nativeScores } from '@ddr-lab/projection/pca/native';
import { createRandom } from '@ddr-lab/base/random';

// Both engines in one process, whatever DDR_BACKEND says.
loadRuntime();

function normal(rows: number, columns: number, seed: number, offset = 0): Matrix<Float64Array> {
  const random = createRandom(seed);
  const data = new Float64Array(rows * columns).map(() => offset + random.normal());
  return createMatrix(rows, columns, data);
}

const asFloat32 = ({ rows, columns, data }: Matrix): Matrix =>
  createMatrix(rows, columns, Float32Array.from(data));

/** Of the given rank: a product of two, with the singular values falling by `fall` each. */
function lowRank(rows: number, columns: number, rank: number, fall: number): Matrix<Float64Array> {
  const left = normal(rows, rank, 1);
  const right = normal(rank, columns, 2);
  const data = new Float64Array(rows * columns);
  for (let k = 0; k < rank; k++)
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        data[i * columns + j] += fall ** k * left.data[i * rank + k] * right.data[k * columns + j];
  return createMatrix(rows, columns, data);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

const magnitude = (numbers: Float64Array): number =>
  largestDifference(numbers, new Float64Array(numbers.length));

/** Matrices of every shape that the engines treat differently. */
const matrices: [string, Matrix][] = [
  ['wide, 3 parts, several blocks', normal(300, 2500, 1)],
  ['wide, float32', asFloat32(normal(151, 4200, 2))],
  ['wide, means far from 0', asFloat32(normal(40, 5001, 3, 100))],
  ['wide, 2 parts of unequal size', normal(203, 700, 4)],
  ['tall, several blocks', normal(5000, 203, 5)],
  ['tall, float32', asFloat32(normal(9001, 33, 6))],
  ['square', normal(97, 97, 7)],
  ['2 x 2', createMatrix(2, 2, Float64Array.of(1, 2, 4, 3))],
  ['2 x 2, float32', createMatrix(2, 2, Float32Array.of(1, 2, 4, 3))],
  ['one column', normal(50, 1, 8)],
  ['two long rows', normal(2, 5000, 9)],
];

describe('native kernels against plain loops', () => {
  it.each(matrices)('%s', (_, X) => {
    const native = nativeCentred(X);
    const plain = plainCentred(X);
    expect([native.short, native.long]).toEqual([plain.short, plain.long]);
    // The same sums of float64 in another order: a few units in the last place for each of up to 9,001 summands.
    const close = (a: Float64Array, b: Float64Array): void => {
      expect(largestDifference(a, b)).toBeLessThanOrEqual(1e-14 * magnitude(b) + 1e-300);
    };
    close(native.mean, plain.mean);
    close(native.gram, plain.gram);
    const { short } = plain;
    const vectors = normal(7, short, 10).data;
    // Rounding of a centred number is that of the number before.
    const before = 1 + magnitude(plain.mean);
    expect(largestDifference(native.multiply(vectors), plain.multiply(vectors))).toBeLessThan(
      1e-14 * before * short,
    );
    const known = gramSvd(plain, Math.min(4, short)).shortVectors;
    expect(largestDifference(native.gramWithout(known), plain.gramWithout(known))).toBeLessThan(
      1e-14 * magnitude(plain.gram),
    );
  });

  it.each(matrices)('new rows: %s', (_, X) => {
    const components = normal(3, X.columns, 11);
    const mean = normal(1, X.columns, 12).data;
    const plain = plainScores(components, mean, X);
    expect(largestDifference(nativeScores(components, mean, X), plain)).toBeLessThan(
      1e-13 * magnitude(plain),
    );
  });
});

const engines: [string, (X: Matrix) => CentredData][] = [
  ['native', nativeCentred],
  ['plain', plainCentred],
];

describe.each(engines)('%s: what rounding leaves is exactly zero', (_, centred) => {
  it.each([
    [30, 200, 0.1],
    [30, 200, 0.03],
    [200, 30, 0.1],
    [200, 30, 1e-4],
    // The 300 x 300 Gram matrix has 297 eigenvalues that are nothing but rounding.
    [300, 3000, 0.1],
    [300, 3000, 1e-3],
  ])('rank 3: %i x %i, falling by %f', (rows, columns, fall) => {
    const { values, longVectors } = gramSvd(centred(lowRank(rows, columns, 3, fall)), 6);
    expect(values[2]).toBeGreaterThan(0);
    expect([...values.subarray(3)]).toEqual([0, 0, 0]);
    expect(magnitude(longVectors().subarray(3 * Math.max(rows, columns)))).toBe(0);
  });

  it.each([
    [300, 2000],
    [3000, 7],
  ])('constant columns: %i x %i', (rows, columns) => {
    for (const value of [0.1, 1 / 3, 1e10 / 7]) {
      const X = createMatrix(rows, columns, new Float64Array(rows * columns).fill(value));
      expect([...gramSvd(centred(X), 2).values]).toEqual([0, 0]);
    }
  });

  it('one column that is not constant among large ones that are', () => {
    const X = createMatrix(4, 9, new Float64Array(36).fill(1e6));
    for (let i = 0; i < 4; i++) X.data[i * 9] = i;
    const { values } = gramSvd(centred(X), 2);
    expect(values[0]).toBeCloseTo(Math.sqrt(5), 12);
    expect(values[1]).toBe(0);
  });
});
