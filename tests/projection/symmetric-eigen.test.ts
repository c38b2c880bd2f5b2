import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseIteration } from '@ddr-lab/projection/pca/inverse-iteration';
import { symmetricEigen } from '@ddr-lab/projection/pca/symmetric-eigen';
import { createRandom } from '@ddr-lab/base/random';

/** Q diag(values) Q', Q a product of reflections. */
function withEigenvalues(values: readonly number[], seed: number): Float64Array {
  const n = values.length;
  const random = createRandom(seed);
  const matrix = new Float64Array(n * n);
  values.forEach((value, i) => (matrix[i * n + i] = value));
  for (let round = 0; round < 3; round++) {
    const v = Float64Array.from({ length: n }, () => random.normal());
    const factor = 2 / v.reduce((sum, x) => sum + x * x, 0);
    for (let pass = 0; pass < 2; pass++) {
      // From the left; then, of the transposed, again from the left.
      for (let j = 0; j < n; j++) {
        let inner = 0;
        for (let i = 0; i < n; i++) inner += v[i] * matrix[i * n + j];
        for (let i = 0; i < n; i++) matrix[i * n + j] -= factor * inner * v[i];
      }
      for (let i = 0; i < n; i++)
        for (let j = 0; j < i; j++)
          [matrix[i * n + j], matrix[j * n + i]] = [matrix[j * n + i], matrix[i * n + j]];
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i];
  return matrix;
}

/** Holds the definition: values sorted, vectors orthonormal, A v = value v; all to rounding. */
function check(matrix: Float64Array, n: number, count: number): void {
  const before = matrix.slice();
  const { values, vectors } = symmetricEigen(matrix, n, () => count);
  expect(matrix).toEqual(before);
  expect(values.length).toBe(n);
  expect(vectors.length).toBe(count * n);
  const norm = Math.max(...values.map(Math.abs));
  for (let a = 0; a < count; a++) {
    if (a > 0) expect(values[a]).toBeLessThanOrEqual(values[a - 1]);
    for (let i = 0; i < n; i++) {
      let entry = 0;
      for (let j = 0; j < n; j++) entry += matrix[i * n + j] * vectors[a * n + j];
      // Reflections and rotations: some units in the last place of the norm.
      expect(Math.abs(entry - values[a] * vectors[a * n + i])).toBeLessThanOrEqual(
        1e-14 * (4 + n / 20) * norm,
      );
    }
    for (let b = 0; b <= a; b++) {
      let inner = 0;
      for (let j = 0; j < n; j++) inner += vectors[a * n + j] * vectors[b * n + j];
      expect(Math.abs(inner - (a === b ? 1 : 0))).toBeLessThan(1e-13);
    }
  }
}

const range = (n: number, value: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => value(i));

const spectra: [string, number[]][] = [
  ['falling', range(90, (i) => Math.exp(-i / 5))],
  ['falling by sixteen orders', range(60, (i) => 10 ** (-i / 4))],
  ['of both signs', range(61, (i) => i - 30)],
  ['all equal', range(40, () => 3)],
  ['groups of equal ones', range(60, (i) => Math.floor(i / 10))],
  ['almost equal', range(60, (i) => 1 + 1e-15 * i)],
  ['three, then rounding', range(80, (i) => (i < 3 ? 100 - i : 0))],
  ['tiny numbers', range(30, (i) => 1e-300 * (1 + i))],
  ['large numbers', range(30, (i) => 1e300 * (1 + i))],
];

describe('symmetricEigen', () => {
  it.each(spectra)('%s: few vectors (inverse iteration) and all (QL)', (_, spectrum) => {
    const n = spectrum.length;
    const matrix = withEigenvalues(spectrum, 1);
    check(matrix, n, Math.floor(n / 3));
    check(matrix, n, n);
    const { values } = symmetricEigen(matrix, n);
    const sorted = [...spectrum].sort((a, b) => b - a);
    const norm = Math.max(...spectrum.map(Math.abs));
    sorted.forEach((value, i) => expect(Math.abs(values[i] - value)).toBeLessThan(1e-13 * norm));
  });

  it('Wilkinson matrices tied together: pairs of eigenvalues that agree to rounding, in parts hardly coupled', () => {
    const n = 84;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = Math.abs(10 - (i % 21));
      if (i + 1 < n) matrix[i * n + i + 1] = matrix[(i + 1) * n + i] = i % 21 === 20 ? 1e-9 : 1;
    }
    check(matrix, n, 28);
    check(matrix, n, n);
  });

  it('any small matrix, any number of vectors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(1000), fc.nat(12), (n, seed, count) => {
        const random = createRandom(seed);
        // Whole numbers from -2 to 2: ties and zeros are frequent.
        const values = range(n, () => random.integer(5) - 2);
        const matrix = seed % 2 ? withEigenvalues(values, seed) : new Float64Array(n * n);
        if (seed % 2 === 0)
          for (let i = 0; i < n; i++)
            for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.integer(5) - 2;
        check(matrix, n, Math.min(count, n));
      }),
      { numRuns: 300 },
    );
  });

  it('inverse iteration refuses what is no eigenvalue, so that QL steps take over', () => {
    const T = { n: 3, diagonal: Float64Array.of(1, 0, 0), offDiagonal: new Float64Array(3) };
    expect(inverseIteration(T, Float64Array.of(0.5))).toBeUndefined();
    expect(inverseIteration(T, Float64Array.of(1))).toBeDefined();
  });
});
