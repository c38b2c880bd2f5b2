import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { meanSeparation, separation } from '../../src/metrics/separation';
import { squaredDistances } from '../../src/metrics/dispersion';
import { createRandom } from '@ddr-lab/base/random';
import fixture from '../fixtures/separation/separation.json';

const matrix = (points: number[][]): Matrix<Float64Array> =>
  createMatrix(points.length, points[0].length, Float64Array.from(points.flat()));

/** float64 sums of the same numbers in another order: their last digits. */
const tolerance = 1e-9;

describe('against scikit-learn, and analyses of variance done with the coordinates themselves', () => {
  it.each(fixture.cases)('$name', ({ points, labels, contents, ...right }) => {
    const squares = squaredDistances(matrix(points));
    const found = separation(squares, labels, { contents, permutations: 9 });
    expect(found).toMatchObject({ points: points.length, groups: 3, neighbours: right.neighbours });
    for (const name of ['chi', 'share', 'silhouette'] as const) {
      expect(Math.abs(found[name] - right[name])).toBeLessThan(tolerance * Math.max(1, right[name]));
    }
    expect(found.pairs.length).toBe(3);
    const pairs = right.pairs as Record<string, { chi: number; share: number }>;
    for (const { labels: pair, chi, share } of found.pairs) {
      expect(Math.abs(chi - pairs[pair.join(' ')].chi)).toBeLessThan(
        tolerance * Math.max(1, pairs[pair.join(' ')].chi),
      );
      expect(Math.abs(share - pairs[pair.join(' ')].share)).toBeLessThan(tolerance);
    }
    expect(found.least.share).toBe(Math.min(...found.pairs.map(({ share }) => share)));
    const apart = separation(squares, labels, { permutations: 0 });
    expect(Math.abs(apart.share - right.oneWayShare)).toBeLessThan(tolerance);
    expect(apart.p).toBe(1);
  });

  it('has the p of all deals within contents, but for the deals that were drawn', () => {
    const { points, labels, contents, p } = fixture.small;
    const squares = squaredDistances(matrix(points));
    const found = separation(squares, labels, { contents, permutations: 20_000, seed: 3 });
    // Four standard errors of a share of 20,000 draws.
    expect(Math.abs(found.p - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 20_000));
    expect(separation(squares, labels, { contents, permutations: 99, seed: 3 })).toEqual(
      separation(squares, labels, { contents, permutations: 99, seed: 3 }),
    );
  });
});

describe('share', () => {
  /** m contents under three labels: content, label and chance move a point, by so much each. */
  const drawn = (m: number, by: { content: number; label: number }, seed: number): Matrix => {
    const random = createRandom(seed);
    const d = 12;
    const row = (): number[] => Array.from({ length: d }, () => random.normal());
    const shown = Array.from({ length: m }, row);
    // The same three labels, whatever m is.
    const labels = Array.from({ length: 3 }, (_, k) =>
      Array.from({ length: d }, (_, j) => Math.cos(2 * k + 3 * j)),
    );
    return matrix(
      labels.flatMap((label) =>
        shown.map((content) =>
          row().map((chance, j) => chance + by.content * content[j] + by.label * label[j]),
        ),
      ),
    );
  };
  const groups = (m: number): { labels: number[]; contents: number[] } => ({
    labels: Array.from({ length: 3 * m }, (_, i) => Math.floor(i / m)),
    contents: Array.from({ length: 3 * m }, (_, i) => i % m),
  });
  const meanShare = (m: number, by: { content: number; label: number }): number => {
    const draws = 12;
    let sum = 0;
    for (let seed = 0; seed < draws; seed++) {
      const { labels, contents } = groups(m);
      sum += separation(squaredDistances(drawn(m, by, seed)), labels, { contents, permutations: 0 }).share;
    }
    return sum / draws;
  };

  it.each([
    { content: 1, label: 1 },
    { content: 4, label: 1 },
    { content: 0.2, label: 2 },
  ])('is the same for 20 points as for 400 (content $content, label $label)', (by) => {
    const shares = [7, 20, 67, 133].map((m) => meanShare(m, by));
    for (const share of shares) expect(Math.abs(share / shares[3] - 1)).toBeLessThan(0.1);
  });

  it('is about 0 where labels mean nothing, however much content counts', () => {
    for (const content of [0, 1, 5])
      expect(Math.abs(meanShare(30, { content, label: 0 }))).toBeLessThan(0.01);
  });

  it('is 1 where nothing but the label differs', () => {
    const { labels, contents } = groups(5);
    const points = matrix(labels.map((label) => [label, label === 1 ? 2 : 0]));
    const found = separation(squaredDistances(points), labels, { contents });
    expect(found).toMatchObject({ silhouette: 1, neighbours: 1 });
    // A quotient of sums of the same thirds, added in another order.
    expect(found.share).toBeCloseTo(1, 12);
    expect(found.p).toBeLessThan(0.01);
  });
});

it('takes the mean of runs, and the largest p', () => {
  const { points, labels } = fixture.small;
  const one = separation(squaredDistances(matrix(points)), labels, { permutations: 9 });
  const other = { ...one, chi: one.chi + 2, p: 1 };
  expect(meanSeparation([one, other])).toMatchObject({ chi: one.chi + 1, p: 1, share: one.share });
  expect(() => meanSeparation([])).toThrow(InputError);
});

it('refuses what cannot be scored', () => {
  const squares = squaredDistances(matrix([[0], [1], [2]]));
  expect(() => separation(squares, [0, 0, 0])).toThrow(/labels are the same/);
  expect(() => separation(squares, [0, 1])).toThrow(/2 labels for 3 points/);
  expect(() => separation(squares, [0, 1, 2])).toThrow(/fewer groups/);
  expect(() => separation(squares, [0, 1, 1], { contents: [0] })).toThrow(/1 contents for 3 points/);
  expect(() => separation(createMatrix(1, 2, new Float64Array(2)), [0, 1])).toThrow(/n x n/);
});

it('deals are judged by points as by their distances: the same p, whatever is dealt', () => {
  for (const [seed, shift] of [
    [1, 0],
    [2, 0.3],
    [3, 0.6],
    [4, 5],
  ]) {
    const random = createRandom(seed);
    // A map far from its origin: 20 contents under three labels.
    const points = Array.from({ length: 60 }, (_, i) => [
      1e4 + random.normal() + shift * Math.floor(i / 20),
      -2e3 + random.normal(),
    ]);
    const labels = Array.from({ length: 60 }, (_, i) => Math.floor(i / 20));
    const contents = Array.from({ length: 60 }, (_, i) => i % 20);
    const X = matrix(points);
    for (const options of [{ contents, seed }, { seed }]) {
      const slow = separation(squaredDistances(X), labels, options);
      expect(separation(squaredDistances(X), labels, { ...options, points: X })).toEqual(slow);
    }
  }
  // Two points a label: every second deal is the observed one, or one as good but for the labels' names.
  const two = matrix([[0], [1], [10], [11]]);
  const few = { permutations: 99, points: two };
  const { p } = separation(squaredDistances(two), [0, 0, 1, 1], { permutations: 99 });
  expect(p).toBeGreaterThan(0.2);
  expect(separation(squaredDistances(two), [0, 0, 1, 1], few).p).toBe(p);
  expect(() => separation(squaredDistances(two), [0, 0, 1, 1], { points: matrix([[0], [1]]) })).toThrow(
    /2 points for distances between 4/,
  );
});
