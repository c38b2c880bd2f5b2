import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix, squarable, timesPowerOfTwo } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { clusterScores } from '../../src/metrics/clusters';
import { correlation } from '../../src/metrics/rank-correlation';
import { overRuns } from '../../src/metrics/spread';
import { squaredDistances } from '../../src/metrics/dispersion';
import { varianceShares } from '../../src/metrics/variance-shares';
import { pca, transform } from '@ddr-lab/projection/pca/pca';
import { standardise } from '@ddr-lab/projection/standardise';
import { tsne } from '@ddr-lab/projection/tsne';
import { umap } from '@ddr-lab/projection/umap';
import { createRandom } from '@ddr-lab/base/random';

const random = createRandom(5);
const labels = Array.from({ length: 24 }, (_, i) => i % 3);
const contents = Array.from({ length: 24 }, (_, i) => Math.floor(i / 3));
const X = createMatrix(
  24,
  6,
  Float64Array.from({ length: 24 * 6 }, (_, at) => random.normal() + 2 * labels[Math.floor(at / 6)]),
);
const times = ({ rows, columns, data }: Matrix, factor: (value: number) => number): Matrix<Float64Array> =>
  createMatrix(rows, columns, Float64Array.from(data, factor));

/** Powers of two, so that not a digit is lost; 2^-664 is about 1e-200. */
const small = [-520, -664, -900];
const scaledBy = (exponent: number, of: Matrix = X): Matrix<Float64Array> =>
  times(of, (value) => timesPowerOfTwo(value, exponent));
/** Decimal factors lose a last digit in each number. */
const near = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-12): void => {
  expect(a.length).toBe(b.length);
  const size = Array.from(b).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i] - b[i])).toBeLessThanOrEqual(tolerance * size);
};

describe('values whose squares vanish', () => {
  it.each(small)('have the CHI of the same values times 2^%i', (exponent) => {
    expect(clusterScores(scaledBy(exponent), labels).chi).toBeCloseTo(clusterScores(X, labels).chi, 9);
  });

  it('have WD and BD where these are numbers', () => {
    const whole = clusterScores(X, labels);
    const { wd, bd } = clusterScores(
      times(X, (value) => value * 1e-150),
      labels,
    );
    near([wd / 1e-300, bd / 1e-300], [whole.wd, whole.bd], 1e-9);
  });

  it('have their principal components, and shares of variance', () => {
    const whole = pca(X);
    for (const exponent of small) {
      const found = pca(scaledBy(exponent));
      near(found.explainedVarianceRatio, whole.explainedVarianceRatio);
      near(found.components.data, whole.components.data);
      near(scaledBy(-exponent, found.scores).data, whole.scores.data);
      near(
        found.singularValues.map((value) => timesPowerOfTwo(value, -exponent)),
        whole.singularValues,
      );
      near(scaledBy(-exponent, transform(found, scaledBy(exponent))).data, whole.scores.data);
    }
    near(pca(times(X, (value) => value * 1e-200)).explainedVarianceRatio, whole.explainedVarianceRatio);
  });

  it('also where they vary little beside a column that does not vary', () => {
    const beside = (factor: number): Matrix =>
      createMatrix(
        24,
        2,
        Float64Array.from({ length: 48 }, (_, i) => (i % 2 ? factor * X.data[i] : 7)),
      );
    expect(clusterScores(beside(1e-200), labels).chi).toBeCloseTo(clusterScores(beside(1), labels).chi, 6);
    near(pca(beside(1e-200)).explainedVarianceRatio, [1, 0]);
  });

  it('are denormal numbers in the end, which have fewer digits', () => {
    const { chi } = clusterScores(
      times(X, (value) => value * 1e-310),
      labels,
    );
    expect(Math.abs(chi / clusterScores(X, labels).chi - 1)).toBeLessThan(1e-9);
  });

  it('are the same to correlations, spreads, shares, distances and standardising', () => {
    const [a, b] = [X.data.slice(0, 24), X.data.slice(24, 48)];
    const smaller = (values: Matrix['data']): number[] => Array.from(values, (value) => value * 1e-200);
    expect(correlation(smaller(a), smaller(b))).toBeCloseTo(correlation(a, b), 12);
    const spread = overRuns(Array.from(a)).standardDeviation;
    expect(overRuns(smaller(a)).standardDeviation / 1e-200).toBeCloseTo(spread, 12);
    const tiny = times(X, (value) => value * 1e-200);
    const groups = { contents, labels };
    near(Object.values(varianceShares(tiny, groups)), Object.values(varianceShares(X, groups)));
    near(standardise(tiny).data, standardise(X).data);
    const [far, close] = [squaredDistances(X).data, squaredDistances(tiny).data];
    near(
      close.map((value) => value / close[1]),
      far.map((value) => value / far[1]),
    );
    // One small column among others.
    const mixed = createMatrix(24, 6, X.data.slice());
    for (let i = 0; i < 24; i++) mixed.data[6 * i] *= 1e-200;
    near(standardise(mixed).data, standardise(X).data);
  });

  it('are mapped by t-SNE and UMAP as the same values in the usual size', async () => {
    const options = { perplexity: 5, iterations: 260, seed: 3 };
    const usual = await tsne(scaledBy(-50), options);
    for (const exponent of [-664, 500]) {
      expect((await tsne(scaledBy(exponent), options)).kl).toBeCloseTo(usual.kl, 9);
    }
    expect((await tsne(X, options)).kl).toBeCloseTo(usual.kl, 1);
    const settings = { neighbours: 5, epochs: 20, seed: 3 };
    // The map follows every last digit of the distances, so both are taken in one size.
    const { scaled } = squarable(X, [1, 0]);
    const [tiny, whole] = [await umap(scaledBy(-664), settings), await umap(scaled, settings)];
    near(tiny.points.data, whole.points.data);
  });
});

describe('what no number can say is said in words', () => {
  it('clusters of no size beside the distance between them', () => {
    const data = Float64Array.from({ length: 12 }, (_, i) => (i % 2) + 1e-200 * (i % 2 ? 0 : i));
    const points = createMatrix(12, 1, data);
    const two = Array.from({ length: 12 }, (_, i) => i % 2);
    expect(() => clusterScores(points, two)).toThrow(InputError);
    expect(() => clusterScores(points, two)).toThrow(/CHI overflows/);
  });

  it('but equal points have no size, and CHI 1 as in scikit-learn', () => {
    const points = createMatrix(6, 1, Float64Array.of(1, 2, 1, 2, 1, 2));
    expect(clusterScores(points, [0, 1, 0, 1, 0, 1]).chi).toBe(1);
    expect(clusterScores(createMatrix(6, 1, new Float64Array(6)), [0, 1, 0, 1, 0, 1]).chi).toBe(1);
  });
});

it('ordinary matrices are taken as they are', () => {
  expect(squarable(X)).toEqual({ scaled: X, exponent: 0 });
  expect(squarable(X).scaled).toBe(X);
  const broken = createMatrix(2, 1, Float64Array.of(NaN, 1));
  expect(squarable(broken).scaled).toBe(broken);
});
