import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { aroundShare, aroundValue, interval, wilsonInterval } from '../../src/metrics/spread';
import { clusterScores } from '../../src/metrics/clusters';
import { drawsOf, imageDraws, resampledMean, type ImageDraws } from '../../src/metrics/image-draws';
import { rankCorrelation, resampledRankCorrelation } from '../../src/metrics/rank-correlation';
import { resampledChi } from '../../src/metrics/resampled-chi';
import { resampledSeparation, resampledShare, resampledShares } from '../../src/metrics/resampled-separation';
import { resampledVersionDistance, versionDistance } from '../../src/metrics/version-distance';
import { separation } from '../../src/metrics/separation';
import { squaredDistances } from '../../src/metrics/dispersion';
import { createRandom } from '@ddr-lab/base/random';
import fixture from '../fixtures/resampled/resampled.json';

const matrix = (points: number[][]): Matrix<Float64Array> =>
  createMatrix(points.length, points[0].length, Float64Array.from(points.flat()));

/** float64 sums of the same numbers in another order, and of weights instead of rows: their last digits. */
const tolerance = 1e-9;

function expectNear(found: readonly number[], right: readonly number[]): void {
  expect(found.length).toBe(right.length);
  const errors = found.map((value, i) => Math.abs(value - right[i]) / Math.max(1, Math.abs(right[i])));
  expect(Math.max(...errors)).toBeLessThan(tolerance);
}

describe.each(fixture.cases)(
  '$name: as of the repeated rows',
  ({ points, labels, contents, sources, classes, draws: right }) => {
    const X = matrix(points);
    const draws: ImageDraws = {
      ...imageDraws(sources),
      counts: right.map(({ counts }) => Uint16Array.from(counts)),
    };

    it("CHI is scikit-learn's", () => {
      expectNear(
        resampledChi([X], labels, draws),
        right.map(({ chi }) => chi),
      );
    });

    it('CHI by image, a double being an image of its own', () => {
      expectNear(
        resampledChi([X], sources, draws),
        right.map(({ chiByImage }) => chiByImage),
      );
    });

    it('share, least pair and neighbours', () => {
      const found = resampledSeparation(squaredDistances(X), labels, contents, draws);
      for (const name of ['share', 'least', 'neighbours'] as const) {
        expectNear(
          found[name],
          right.map((one) => one[name]),
        );
      }
    });

    it('shares of pairs, and one-way by class', () => {
      const squares = squaredDistances(X);
      for (const [at, among] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ].entries()) {
        expectNear(
          resampledShare(squares, labels, draws, { contents, among }),
          right.map(({ pairs }) => pairs[at]),
        );
      }
      const ofClass = right.map(({ shareByClass }) => shareByClass);
      const found = resampledShare(squares, classes, draws);
      expect(found.map(Number.isNaN)).toEqual(ofClass.map((one) => one === null));
      expectNear(
        found.filter((one) => !Number.isNaN(one)),
        ofClass.filter((one) => one !== null),
      );
    });

    it("rank correlation is SciPy's", () => {
      const first = points.map(([x]) => x);
      expectNear(
        resampledRankCorrelation(labels, first, draws),
        right.map(({ order }) => order),
      );
    });

    it('distance of versions, a double being no other content', () => {
      for (const other of [1, 2]) {
        expectNear(
          resampledVersionDistance(squaredDistances(X), { labels, contents }, [0, other], draws),
          right.map(({ versionDistances }) => versionDistances[other - 1]),
        );
      }
    });

    it('shares of variance', () => {
      const found = resampledShares(squaredDistances(X), { labels, contents }, draws);
      for (const name of ['content', 'degradation'] as const) {
        expectNear(
          found[name],
          right.map((one) => one[name]),
        );
      }
    });
  },
);

describe('interval', () => {
  it.each(fixture.percentiles)("has NumPy's percentiles, level $level", ({ values, level, low, high }) => {
    const found = interval(values, level)!;
    expectNear([found.low, found.high], [low, high]);
  });

  it('leaves out redraws without a number, and says nothing where they are many', () => {
    const values = [...fixture.percentiles[0].values.slice(0, 95), ...Array<number>(5).fill(NaN)];
    expect(interval(values)).toEqual(interval(values.slice(0, 95)));
    expect(interval([...values, ...Array<number>(6).fill(NaN)])).toBeUndefined();
    expect(interval([])).toBeUndefined();
  });

  it('may be open', () => {
    expect(interval([1, 2, Infinity, Infinity], 0.9)).toEqual({ low: expect.closeTo(1.15), high: Infinity });
    expect(() => interval([1], 1)).toThrow(InputError);
  });

  it.each(fixture.wilson)("Wilson's is SciPy's, $right of $count", ({ right, count, low, high }) => {
    const found = wilsonInterval(right / count, count);
    expectNear([found.low, found.high], [low, high]);
    expect(() => wilsonInterval(1.1, count)).toThrow(InputError);
  });
});

describe('imageDraws', () => {
  it('draws as many images as there are, and depends on their number and the seed alone', () => {
    const draws = imageDraws([5, 5, 9, 7, 5, 9], { resamples: 50, seed: 2 });
    expect(draws).toMatchObject({ images: 3, imageOf: Int32Array.of(0, 0, 1, 2, 0, 1) });
    for (const drawn of draws.counts) expect(drawn.reduce((sum, times) => sum + times, 0)).toBe(3);
    expect(imageDraws([0, 1, 2], { resamples: 50, seed: 2 }).counts).toEqual(draws.counts);
    expect(imageDraws([0, 1, 2], { resamples: 50, seed: 3 }).counts).not.toEqual(draws.counts);
    expect(imageDraws([0]).counts.length).toBe(499);
    expect(drawsOf(draws, [3, 0])).toEqual({ ...draws, imageOf: Int32Array.of(2, 0) });
  });

  it('refuses what cannot be drawn', () => {
    expect(() => imageDraws([])).toThrow(InputError);
    expect(() => imageDraws([1], { resamples: 0 })).toThrow(InputError);
    expect(() => resampledMean([1], imageDraws([1, 2]))).toThrow(InputError);
    const X = matrix([[1], [2], [3]]);
    expect(() => resampledChi([], [0, 0, 1], imageDraws([0, 1, 2]))).toThrow(InputError);
    expect(() => resampledChi([X], [0, 0, 1], imageDraws([0, 1]))).toThrow(InputError);
  });

  it('means scatter as the standard error says', () => {
    const random = createRandom(1);
    const values = Array.from({ length: 200 }, () => random.normal());
    const means = resampledMean(
      values,
      imageDraws(
        values.map((_, i) => i),
        { resamples: 2000 },
      ),
    );
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length);
    const own = values.reduce((sum, value) => sum + value, 0) / 200;
    const error = Math.sqrt(values.reduce((sum, value) => sum + (value - own) ** 2, 0)) / 200;
    // A deviation of 2000 draws has a relative error of 1 / sqrt(4000), 1.6 %: four of them.
    expect(Math.abs(deviation / error - 1)).toBeLessThan(0.064);
  });
});

describe('resampledChi', () => {
  const random = createRandom(4);
  const map = (): Matrix<Float64Array> =>
    matrix(Array.from({ length: 30 }, (_, i) => [random.normal() + 4 * Math.floor(i / 10), random.normal()]));
  const labels = Array.from({ length: 30 }, (_, i) => Math.floor(i / 10));
  const contents = Array.from({ length: 30 }, (_, i) => i % 10);

  it('is that of clusterScores where every image is drawn once, at any size; the mean over maps', () => {
    const once = { ...imageDraws(contents), counts: [new Uint16Array(10).fill(1)] };
    const maps = [map(), map()];
    const chi = maps.map((points) => clusterScores(points, labels).chi);
    expectNear(resampledChi(maps, labels, once), [(chi[0] + chi[1]) / 2]);
    for (const factor of [1e-200, 1e200]) {
      const scaled = createMatrix(
        30,
        2,
        maps[0].data.map((value) => factor * value),
      );
      expectNear(resampledChi([scaled], labels, once), [chi[0]]);
    }
  });

  it('has no number where a redraw leaves one group, or none of any extent', () => {
    const draws = imageDraws([0, 1, 2, 3]);
    const counts = [
      [4, 0, 0, 0],
      [2, 2, 0, 0],
      [2, 0, 2, 0],
      [1, 1, 2, 0],
    ].map((one) => Uint16Array.from(one));
    const found = resampledChi([matrix([[0], [1], [5], [6]])], [0, 0, 1, 1], { ...draws, counts });
    expect(found.slice(0, 3)).toEqual([NaN, NaN, NaN]);
    // Of 0, 1, 5, 5: WD 0.5, BD 20.25, two groups of two.
    expectNear(found.slice(3), [81]);
  });
});

describe('where every image is drawn once', () => {
  const { points, labels, contents, sources, classes } = fixture.cases[1];
  const squares = squaredDistances(matrix(points));
  const once = { ...imageDraws(sources), counts: [new Uint16Array(8).fill(1)] };
  const groups = { labels, contents };

  it('numbers are those of the points themselves', () => {
    const { share, pairs } = separation(squares, labels, { contents, permutations: 0 });
    expectNear(resampledShare(squares, labels, once, { contents }), [share]);
    for (const pair of pairs) {
      expectNear(resampledShare(squares, labels, once, { contents, among: pair.labels }), [pair.share]);
    }
    expectNear(resampledShare(squares, classes, once), [
      separation(squares, classes, { permutations: 0 }).share,
    ]);
    const first = points.map(([x]) => x);
    expectNear(resampledRankCorrelation(labels, first, once), [rankCorrelation(labels, first)]);
    expectNear(resampledVersionDistance(squares, groups, [0, 2], once), [
      versionDistance(squares, groups, [0, 2]),
    ]);
  });

  it('refuses redraws of other points, and labels that no point has', () => {
    const few = imageDraws([0, 1]);
    expect(() => resampledShare(squares, labels, few)).toThrow('The redraws are of 2 points, not of 48.');
    expect(() => resampledRankCorrelation(labels, labels, few)).toThrow(InputError);
    expect(() => resampledVersionDistance(squares, groups, [0, 1], few)).toThrow(InputError);
    expect(() => resampledShare(squares, labels, once, { among: [0, 7] })).toThrow('label 7');
  });

  it('has no number where a redraw leaves none', () => {
    const one = { ...once, counts: [Uint16Array.of(8, 0, 0, 0, 0, 0, 0, 0)] };
    // The first image is of class 0 alone; its two patches are two contents.
    expect(resampledShare(squares, classes, one)).toEqual([NaN]);
    expect(resampledVersionDistance(squares, groups, [0, 1], one)[0]).toBeGreaterThan(0);
    expect(resampledRankCorrelation(classes, labels, one)).toEqual([NaN]);
    const single = { ...imageDraws(contents), counts: [new Uint16Array(16).fill(16, 0, 1)] };
    expect(resampledVersionDistance(squares, groups, [0, 1], single)).toEqual([NaN]);
  });
});

describe('aroundShare', () => {
  it('puts the median where the share is, and keeps differences', () => {
    const around = aroundShare([0.4, NaN, 0.1, 0.2, 0.8, 0.3], -0.01);
    expectNear(
      around.filter((one) => !Number.isNaN(one)),
      [0.09, -0.21, -0.11, 0.49, -0.01],
    );
    expect(around[1]).toBeNaN();
    expect(aroundShare([NaN], 3)).toEqual([NaN]);
  });
});

describe('aroundValue', () => {
  it('puts the median where the value is, and keeps quotients', () => {
    const around = aroundValue([4, NaN, 1, 2, 8, 3], 0.3);
    expect(around.map((one) => Math.round(one * 1e6) / 1e6)).toEqual([0.4, NaN, 0.1, 0.2, 0.8, 0.3]);
    const { low, high } = interval(
      aroundValue(
        Array.from({ length: 99 }, (_, i) => 5 + i / 10),
        0.07,
      ),
    )!;
    expect(low).toBeLessThan(0.07);
    expect(high).toBeGreaterThan(0.07);
  });

  it('leaves alone what is not above 0', () => {
    expect(aroundValue([1, 2], 0)).toEqual([1, 2]);
    expect(aroundValue([-1, -2], 3)).toEqual([-1, -2]);
    expect(aroundValue([1, 2], Infinity)).toEqual([1, 2]);
    expect(aroundValue([NaN], 3)).toEqual([NaN]);
  });
});
