import { expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';
import { squaredDistances } from '../../src/metrics/dispersion';
import { distancesOf, keptDistances } from '../../src/metrics/distances';
import { imageDraws } from '../../src/metrics/image-draws';
import { resampledSeparation } from '../../src/metrics/resampled-separation';
import { separation } from '../../src/metrics/separation';

/** 40 images, two patches of each under three degradations, in five dimensions; far from 0. */
const labels = Int32Array.from({ length: 240 }, (_, i) => Math.floor(i / 80));
const contents = Int32Array.from({ length: 240 }, (_, i) => i % 80);
const sources = Int32Array.from({ length: 240 }, (_, i) => Math.floor((i % 80) / 2));
function points(seed: number): Matrix<Float64Array> {
  const random = createRandom(seed);
  const shown = Array.from({ length: 400 }, () => 2 * random.normal());
  const data = Float64Array.from({ length: 1200 }, (_, at) => {
    const [i, c] = [Math.floor(at / 5), at % 5];
    return 100 + random.normal() + shown[5 * contents[i] + c] + (c === labels[i] ? 1.5 : 0);
  });
  return createMatrix(240, 5, data);
}

/** Sums in another order, of numbers whose squares are up to a thousand times their differences. */
const tolerance = 1e-9;

it('separation by points is that by all their distances', () => {
  const X = points(1);
  for (const given of [{ contents }, {}]) {
    const kept = separation(squaredDistances(X), labels, { ...given, permutations: 99 });
    const made = separation(distancesOf(X), labels, { ...given, permutations: 99 });
    expect(made.p).toBe(kept.p);
    expect(made.neighbours).toBe(kept.neighbours);
    for (const name of ['chi', 'share', 'silhouette'] as const) {
      expect(Math.abs(made[name] / kept[name] - 1)).toBeLessThan(tolerance);
    }
    for (const [at, pair] of made.pairs.entries()) {
      expect(Math.abs(pair.chi / kept.pairs[at].chi - 1)).toBeLessThan(tolerance);
      expect(Math.abs(pair.share - kept.pairs[at].share)).toBeLessThan(tolerance);
    }
  }
});

it('redraws by points are those by all their distances, of few images too', () => {
  const X = points(2);
  for (const of of [sources, contents.map((content) => content % 5)]) {
    const draws = imageDraws(of, { resamples: 40, seed: 2 });
    const kept = resampledSeparation(squaredDistances(X), labels, contents, draws);
    const made = resampledSeparation(distancesOf(X), labels, contents, draws);
    expect(made.neighbours).toEqual(kept.neighbours);
    for (const name of ['share', 'least'] as const) {
      made[name].forEach((value, at) => expect(Math.abs(value - kept[name][at])).toBeLessThan(tolerance));
    }
  }
});

it('finds a neighbour however many of the nearest images a redraw leaves out', () => {
  const X = points(3);
  const draws = imageDraws(contents, { resamples: 1 });
  // One image drawn as often as there are images: all others of its neighbours are left out.
  const counts = [71, 3].map((image) => {
    const drawn = new Uint16Array(80);
    drawn[image] = 40;
    drawn[10] = 40;
    return drawn;
  });
  const { neighbours } = resampledSeparation(distancesOf(X), labels, contents, { ...draws, counts });
  const squares = squaredDistances(X);
  counts.forEach((drawn, at) => {
    let right = 0;
    const taken = [...labels.keys()].filter((i) => drawn[contents[i]] > 0);
    for (const i of taken) {
      const others = taken.filter((j) => contents[j] !== contents[i]);
      const near = others.reduce((a, b) => (squares.data[i * 240 + b] < squares.data[i * 240 + a] ? b : a));
      if (labels[near] === labels[i]) right++;
    }
    expect(neighbours[at]).toBeCloseTo(right / taken.length, 12);
  });
});

it('dispersions and rows are those of the squares, of tiny points as well', () => {
  const X = points(4);
  const tiny = createMatrix(
    240,
    5,
    X.data.map((value) => (value - 100) * 2 ** -700),
  );
  for (const one of [X, tiny]) {
    const [made, kept] = [distancesOf(one), keptDistances(squaredDistances(one))];
    const of = [3, 77, 80, 200];
    expect(made.dispersion(of) / kept.dispersion(of)).toBeCloseTo(1, 9);
    expect(made.dispersion([])).toBe(0);
    made
      .row(5)
      .forEach((value, j) => expect(Math.abs(value - kept.row(5)[j])).toBeLessThan(1e-9 * kept.row(5)[0]));
  }
});
