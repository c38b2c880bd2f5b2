import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { predictLinearSvm, trainLinearSvm } from '../../src/metrics/linear-svm';
import { principalComponents, standardised } from '../../src/studies/applications/representation';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { pca, transform } from '@ddr-lab/projection/pca/pca';
import { createRandom } from '@ddr-lab/base/random';

interface Reference {
  readonly rows: readonly number[];
  readonly labels: readonly number[];
  readonly fits: readonly {
    readonly c: number;
    readonly weights: readonly number[];
    readonly biases: readonly number[];
    readonly predicted: readonly number[];
  }[];
  readonly pca: { readonly train: readonly number[]; readonly test: readonly number[] };
}

const file = path.join(__dirname, '../fixtures/applications/svm.json');
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const train = createMatrix(100, 6, Float64Array.from(reference.rows.slice(0, 600)));
const test = createMatrix(60, 6, Float64Array.from(reference.rows.slice(600)));
const all = createMatrix(160, 6, Float64Array.from(reference.rows));
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const split = { train: range(0, 100), test: range(100, 160) };
const farthest = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  Math.max(...theirs.map((value, i) => Math.abs(value - ours[i])));

describe("against scikit-learn's LinearSVC", () => {
  it.each(reference.fits)('C = $c', ({ c, weights, biases, predicted }) => {
    const svm = trainLinearSvm(train, reference.labels.slice(0, 100), { c });
    // One optimum, which LIBLINEAR met to 1e-10 in the gradient; weights are of order 1.
    expect(farthest(svm.weights.data, weights)).toBeLessThan(1e-7);
    expect(farthest(svm.biases, biases)).toBeLessThan(1e-7);
    expect([...predictLinearSvm(svm, test)]).toEqual(predicted);
  });
});

describe('trainLinearSvm', () => {
  it('comes to the same from anywhere', () => {
    const labels = reference.labels.slice(0, 100);
    const near = trainLinearSvm(train, labels, { c: 0.1 });
    const again = trainLinearSvm(train, labels, { c: 10, start: near });
    const anew = trainLinearSvm(train, labels, { c: 10 });
    expect(farthest(again.weights.data, [...anew.weights.data])).toBeLessThan(1e-7);
  });

  it('refuses what does not fit', () => {
    expect(() => trainLinearSvm(train, [0, 1])).toThrow(InputError);
    expect(() => trainLinearSvm(train, reference.labels.slice(0, 100), { c: 0 })).toThrow(/above 0/);
    const svm = trainLinearSvm(train, reference.labels.slice(0, 100));
    expect(() => predictLinearSvm(svm, createMatrix(1, 2, new Float64Array(2)))).toThrow(/6 features/);
  });
});

describe('principalComponents', () => {
  /** Scores up to signs, and to the one number that they are divided by. */
  const scaled = (scores: Float64Array, theirs: readonly number[]): Float64Array => {
    const unit = Math.max(...theirs) / Math.max(...scores.map(Math.abs));
    return scores.map((value) => Math.abs(value) * unit);
  };

  it("are scikit-learn's, fitted to the training rows alone", () => {
    const ours = principalComponents(all, { components: 3 })(split);
    const unit = reference.pca.train[0] / Math.abs(ours.train.data[0]);
    expect(farthest(scaled(ours.train.data, reference.pca.train), reference.pca.train)).toBeLessThan(1e-9);
    expect(
      farthest(
        ours.test.data.map((value) => Math.abs(value) * unit),
        reference.pca.test,
      ),
    ).toBeLessThan(1e-9);
  });

  it('are those of `pca` and `transform` where features are many', () => {
    const random = createRandom(2);
    const wide = createMatrix(
      12,
      500,
      Float32Array.from({ length: 6000 }, () => 3 + random.normal()),
    );
    const rows = (from: number, to: number): ReturnType<typeof createMatrix<Float32Array>> =>
      createMatrix(to - from, 500, wide.data.slice(from * 500, to * 500));
    const fitted = pca(rows(0, 9), { components: 8 });
    const ours = principalComponents(wide)({ train: range(0, 9), test: range(9, 12) });
    expect(ours.train.columns).toBe(8);
    const theirs = transform(fitted, rows(9, 12));
    const unit = Math.abs(fitted.scores.data[0] / ours.train.data[0]);
    const difference = ours.test.data.map((value, i) => Math.abs(value * unit) - Math.abs(theirs.data[i]));
    // float32 features; inner products of 500 numbers near 3 in float64.
    expect(Math.max(...difference.map(Math.abs))).toBeLessThan(1e-8);
  });
});

describe('standardised', () => {
  it('takes mean and deviation of the training rows alone', () => {
    const data = createMatrix(3, 2, Float64Array.of(0, 5, 2, 5, 7, 6));
    const { train, test } = standardised(data)({ train: [0, 1], test: [2] });
    expect([...train.data]).toEqual([-1, 0, 1, 0]);
    expect([...test.data]).toEqual([6, 0]);
  });
});
