import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { asMatrix, createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import type { RowBlocks } from '@ddr-lab/base/arrays/row-blocks';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { loadRuntime } from '@ddr-lab/engine/onnxruntime/runtime';
import { orthonormalBasis, orthonormalRows } from '@ddr-lab/projection/pca/orthonormal-rows';
import { pca } from '@ddr-lab/projection/pca/pca';
import { type RandomisedPca, randomisedPca } from '@ddr-lab/projection/pca/randomised';
import { nativeStep, plainStep } from '@ddr-lab/projection/pca/subspace-step';

let fixture: Record<string, Matrix>;
beforeAll(async () => {
  const arrays = await readNpz(path.join(__dirname, '../fixtures/projection/pca-randomised.npz'));
  fixture = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, asMatrix(array)]));
});
afterEach(() => vi.unstubAllEnvs());

/** Blocks of so many rows, of copies that are overwritten as a file's are. */
function inBlocks({ rows, columns, data }: Matrix, most: number): RowBlocks {
  return {
    rows,
    columns,
    blocks: async function* () {
      const memory = new Float32Array(most * columns);
      for (let start = 0; start < rows; start += most) {
        const count = Math.min(most, rows - start);
        memory.set(data.subarray(start * columns, (start + count) * columns));
        yield createMatrix(count, columns, memory.subarray(0, count * columns));
        memory.fill(NaN);
      }
    },
  };
}

function normal(rows: number, columns: number, seed: number): Matrix<Float64Array> {
  const random = createRandom(seed);
  return createMatrix(rows, columns, new Float64Array(rows * columns).map(random.normal));
}

/** |A v - s u| and |A' u - s v|, by s, of the component c: by the definition. */
function residualsOf(X: Matrix, found: RandomisedPca, c: number): [number, number] {
  const { rows, columns } = X;
  const k = found.singularValues.length;
  const s = found.singularValues[c];
  const centred = (i: number, j: number): number => X.data[i * columns + j] - found.mean[j];
  const v = (j: number): number => found.components.data[c * columns + j];
  const u = (i: number): number => found.scores.data[i * k + c] / s;
  let [left, right] = [0, 0];
  for (let i = 0; i < rows; i++) {
    let sum = -s * u(i);
    for (let j = 0; j < columns; j++) sum += centred(i, j) * v(j);
    left += sum * sum;
  }
  for (let j = 0; j < columns; j++) {
    let sum = -s * v(j);
    for (let i = 0; i < rows; i++) sum += centred(i, j) * u(i);
    right += sum * sum;
  }
  return [Math.sqrt(left) / s, Math.sqrt(right) / s];
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);

describe('randomised PCA', () => {
  it('states an error that holds against the exact PCA, and finds what scikit-learn finds within it', async () => {
    const { X, full, ...theirs } = fixture;
    const k = full.rows;
    const found = await randomisedPca(X, { components: k });
    const exact = pca(X, { components: k });
    for (let c = 0; c < k; c++) {
      const [left, right] = residualsOf(X, found, c);
      // float64 sums over 240 columns: some 1e-14.
      expect(left).toBeLessThan(1e-12);
      expect(Math.abs(right - found.residuals[c])).toBeLessThan(1e-12);
      const s = found.singularValues[c];
      // Never larger than it is, and a true one is as near as the residual says. The fixture's gaps are wide enough that it is this one.
      expect(s).toBeLessThanOrEqual(exact.singularValues[c] * (1 + 1e-12));
      expect(exact.singularValues[c] - s).toBeLessThanOrEqual((found.residuals[c] / Math.SQRT2) * s + 1e-12);
      expect(Math.abs(exact.singularValues[c] - full.data[c]) / full.data[c]).toBeLessThan(1e-10);
      // Both searched as long from other directions, and both fall short: their values differ by no more than the stated error.
      const bound = (found.residuals[c] / Math.SQRT2) * s;
      expect(Math.abs(s - theirs.singularValues.data[c])).toBeLessThanOrEqual(2 * bound + 1e-12);
      expect(found.explainedVariance[c]).toBeCloseTo(theirs.explainedVariance.data[c], 4);
      expect(found.explainedVarianceRatio[c]).toBeCloseTo(theirs.explainedVarianceRatio.data[c], 4);
    }
    // Directions of scores differ by the residual over the gap of the values, which here is at least a tenth of each: signs agree, too.
    for (let c = 0; c < k; c++) {
      const column = (m: Matrix): number[] => Array.from({ length: m.rows }, (_, i) => m.data[i * k + c]);
      const limit = 20 * found.residuals[c] * found.singularValues[c] + 1e-10;
      expect(largestDifference(column(found.scores), column(theirs.scores))).toBeLessThan(limit);
    }
    expect(found.residuals[0]).toBeLessThan(1e-4);
    expect(Math.max(...found.residuals)).toBeLessThan(0.1);
  });

  it('is exact where all directions are searched, of matrices wide and tall, and keeps the signs of pca', async () => {
    for (const X of [normal(20, 47, 1), normal(47, 20, 2), normal(9, 9, 3)]) {
      const found = await randomisedPca(X, { components: 5, oversampling: 50, iterations: 1 });
      const exact = pca(X, { components: 5 });
      for (const name of ['singularValues', 'explainedVariance', 'explainedVarianceRatio', 'mean'] as const) {
        expect(largestDifference(found[name], exact[name])).toBeLessThan(1e-9);
      }
      expect(largestDifference(found.scores.data, exact.scores.data)).toBeLessThan(1e-9);
      expect(largestDifference(found.components.data, exact.components.data)).toBeLessThan(1e-9);
      expect(Math.max(...found.residuals)).toBeLessThan(1e-10);
    }
  });

  it('gives the same in blocks as whole, twice the same, and leaves its input alone', async () => {
    const { X } = fixture;
    const before = X.data.slice();
    const options = { components: 6, seed: 3 };
    const whole = await randomisedPca(X, options);
    expect(await randomisedPca(X, options)).toEqual(whole);
    const blocks = await randomisedPca(inBlocks(X, 7), options);
    // Sums in another order.
    expect(largestDifference(blocks.scores.data, whole.scores.data)).toBeLessThan(1e-9);
    expect(largestDifference(blocks.residuals, whole.residuals)).toBeLessThan(1e-9);
    expect((await randomisedPca(X, { ...options, seed: 4 })).scores.data).not.toEqual(whole.scores.data);
    expect(X.data).toEqual(before);
  });

  it('finds no components where there is no variance', async () => {
    // Three columns of chance, and copies of the first; all far from 0.
    const chance = normal(30, 3, 5);
    const data = Float64Array.from({ length: 1200 }, (_, at) => {
      const [i, j] = [Math.floor(at / 40), at % 40];
      return 7 + chance.data[3 * i + (j < 3 ? j : 0)];
    });
    const exactRank = createMatrix(30, 40, data);
    const found = await randomisedPca(exactRank, { components: 6 });
    const exact = pca(exactRank, { components: 6 });
    expect(largestDifference(found.singularValues, exact.singularValues)).toBeLessThan(1e-9);
    expect(Array.from(found.singularValues.subarray(3))).toEqual([0, 0, 0]);
    expect(Array.from(found.residuals.subarray(3))).toEqual([0, 0, 0]);
    const constant = await randomisedPca(createMatrix(4, 5, new Float32Array(20).fill(3)), { components: 2 });
    expect([...constant.singularValues, ...constant.explainedVarianceRatio]).toEqual([0, 0, 0, 0]);
  });

  it('keeps the components of data whose squares would vanish', async () => {
    const X = normal(12, 30, 7);
    const small = createMatrix(
      12,
      30,
      X.data.map((value) => value * 2 ** -660),
    );
    const [one, other] = [
      await randomisedPca(X, { components: 3 }),
      await randomisedPca(small, { components: 3 }),
    ];
    expect(
      largestDifference(
        one.singularValues,
        other.singularValues.map((value) => value * 2 ** 660),
      ),
    ).toBeLessThan(1e-9);
    expect(largestDifference(one.explainedVarianceRatio, other.explainedVarianceRatio)).toBeLessThan(1e-12);
  });

  it('refuses what it cannot do in words, and stops when told to', async () => {
    const X = normal(6, 8, 1);
    const bad = createMatrix(
      6,
      8,
      X.data.map((value, at) => (at === 19 ? NaN : value)),
    );
    await expect(randomisedPca(X, { components: 7 })).rejects.toThrow(
      'has 1 to 6 principal components, not 7',
    );
    await expect(randomisedPca(X, { iterations: -1 })).rejects.toThrow(InputError);
    await expect(randomisedPca(X, { oversampling: 0.5 })).rejects.toThrow('oversampling is a whole number');
    await expect(randomisedPca(bad)).rejects.toThrow('row 2, column 3');
    await expect(randomisedPca(inBlocks(bad, 2))).rejects.toThrow('from row 2 on: row 0, column 3');
    await expect(randomisedPca(createMatrix(1, 8, new Float32Array(8)))).rejects.toThrow('at least two rows');
    await expect(randomisedPca(X, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });

  it('computes the same by native kernels and by plain loops', async () => {
    loadRuntime();
    const block = createMatrix(9, 35, Float32Array.from(normal(9, 35, 8).data));
    const vectors = orthonormalRows(normal(4, 35, 9).data, 35);
    const mean = Float64Array.from({ length: 35 }, (_, j) => j / 35);
    const results = [nativeStep(), plainStep].map((step) => {
      const [y, z] = [new Float64Array(36), new Float64Array(140).fill(1)];
      step(block, mean, vectors, y, z);
      return [...y, ...z];
    });
    expect(largestDifference(results[0], results[1])).toBeLessThan(1e-12);
    vi.stubEnv('DDR_BACKEND', 'wasm');
    const plain = await randomisedPca(fixture.X, { components: 3 });
    vi.unstubAllEnvs();
    const native = await randomisedPca(fixture.X, { components: 3 });
    expect(largestDifference(plain.scores.data, native.scores.data)).toBeLessThan(1e-9);
  });
});

describe('orthonormalBasis', () => {
  it('spans what its rows span, by products or, where these depend on one another closely, without', () => {
    for (const closeness of [1, 1e-3, 1e-7]) {
      const X = normal(6, 50, 3);
      for (let j = 0; j < 50; j++) X.data[250 + j] = X.data[j] + closeness * X.data[250 + j];
      const before = X.data.slice();
      const rows = orthonormalBasis(X.data, 50);
      expect(rows.length).toBe(300);
      const inner = (a: Float64Array, i: number, b: Float64Array, k: number): number => {
        let sum = 0;
        for (let j = 0; j < 50; j++) sum += a[50 * i + j] * b[50 * k + j];
        return sum;
      };
      for (let a = 0; a < 6; a++) {
        for (let b = 0; b <= a; b++) expect(inner(rows, a, rows, b)).toBeCloseTo(a === b ? 1 : 0, 13);
        // Each row as it was is what lies along the basis.
        const along = [0, 1, 2, 3, 4, 5].reduce((sum, b) => sum + inner(before, a, rows, b) ** 2, 0);
        expect(along / inner(before, a, before, a)).toBeCloseTo(1, 12);
      }
    }
  });
});

describe('orthonormalRows', () => {
  it('makes rows orthonormal, those hardly independent too, and leaves out what depends on others', () => {
    const X = normal(7, 30, 1);
    // Row 3 is row 1 and a ten millionth of chance; row 5 is the sum of two.
    for (let j = 0; j < 30; j++) {
      X.data[90 + j] = X.data[30 + j] + 1e-7 * X.data[90 + j];
      X.data[150 + j] = X.data[j] + X.data[60 + j];
    }
    const rows = orthonormalRows(X.data, 30);
    expect(rows.length).toBe(180);
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let j = 0; j < 30; j++) sum += rows[a * 30 + j] * rows[b * 30 + j];
        expect(sum).toBeCloseTo(a === b ? 1 : 0, 13);
      }
    }
  });
});
