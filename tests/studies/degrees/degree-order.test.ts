import { describe, expect, it } from 'vitest';
import { degreeOrder, groupDirection, longestAxis } from '../../../src/studies/degrees/degree-order';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { imageDraws } from '../../../src/metrics/image-draws';
import { rankCorrelation } from '../../../src/metrics/rank-correlation';
import { varianceShares } from '../../../src/metrics/variance-shares';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { createRandom } from '@ddr-lab/base/random';
import { drawnPoints } from '../../metrics/drawn-points';

const degradations = ['clean', 'a', 'b', 'c', 'd'];
const images = 40;
const count = 5 * images;
const labels = Int32Array.from({ length: count }, (_, i) => Math.floor(i / images));
const contents = Int32Array.from({ length: count }, (_, i) => i % images);
const sets = { degradations, labels, contents };

/** Six columns: content in the first, `place` of the degree in the last, chance in all. */
function points(content: number, place: (degree: number) => number, noise = 0.1): Matrix {
  const random = createRandom(2);
  const shown = Array.from({ length: images }, () => content * random.normal());
  const data = new Float64Array(6 * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < 6; j++) data[6 * i + j] = noise * random.normal();
    data[6 * i] += shown[contents[i]];
    data[6 * i + 5] += place(labels[i]);
  }
  return createMatrix(count, 6, data);
}

describe('degreeOrder', () => {
  it('finds a scale that content hides from the longest axis', () => {
    const X = points(300, (degree) => degree);
    expect(longestAxis(X, sets).order).toBeLessThan(0.2);
    const { over, within, places } = degreeOrder(X, sets);
    // Ties of degrees leave a perfect order a rank correlation of 0.98.
    expect(over.mean).toBeGreaterThan(0.95);
    expect(within.mean).toBeGreaterThan(0.95);
    expect(over.values.length).toBe(10);
    const mean = (degree: number): number =>
      places.filter((_, i) => labels[i] === degree).reduce((sum, place) => sum + place / images, 0);
    expect(Math.abs(mean(0))).toBeLessThan(1e-9);
    // Even steps: the second of four is half of the way.
    expect(mean(2) / mean(4)).toBeCloseTo(0.5, 1);
    // The difference of means takes content's chance along: within an image the order stays, over images less of it.
    const plain = degreeOrder(X, sets, { by: 'difference' });
    expect(plain.within.mean).toBeGreaterThan(0.9);
    expect(plain.over.mean).toBeLessThan(over.mean);
  });

  it('has no opinion of degrees between that its ends do not order', () => {
    const { over } = degreeOrder(
      points(1, (degree) => [0, 1, 0, 1, 0.5][degree]),
      sets,
    );
    expect(Math.abs(over.mean)).toBeLessThan(0.6);
  });

  it('is about 0 where there is no degree in the points, and the same for the same seed', () => {
    const X = points(1, () => 0, 1);
    const { over, within } = degreeOrder(X, sets);
    // 100 patches, unrelated: a standard deviation of 0.1 a half.
    expect(Math.abs(over.mean)).toBeLessThan(0.2);
    expect(Math.abs(within.mean)).toBeLessThan(0.2);
    expect(degreeOrder(X, sets, { seed: 1 })).toEqual(degreeOrder(X, sets, { seed: 1 }));
    expect(degreeOrder(X, sets, { seed: 1 }).over).not.toEqual(over);
  });

  it('keeps patches of one image in one half', () => {
    // Two patches an image: what one image has in common must not be on both sides.
    const sources = contents.map((content) => content >> 1);
    const X = points(1, (degree) => degree);
    const { over, within } = degreeOrder(X, { ...sets, sources }, { deals: 1 });
    expect(over.values.length).toBe(2);
    expect(within.mean).toBeGreaterThan(0.9);
    const three = { ...sets, sources: contents.map((content) => content % 3) };
    expect(() => degreeOrder(X, three)).toThrow('3 images');
  });

  it('has redraws of the images judged, along the same directions: as of the repeated rows', () => {
    const X = points(3, (degree) => degree, 1);
    const sources = contents.map((content) => content >> 1);
    const draws = imageDraws(sources, { resamples: 30 });
    const { over, within } = degreeOrder(X, { ...sets, sources }, { deals: 1, draws });
    // Deal and directions once more, by hand.
    const dealt = createRandom(0).shuffle([...new Set(sources)]);
    const halves = [dealt.slice(0, 10), dealt.slice(10)];
    const rowsIn = (half: readonly number[]): number[] =>
      [...labels.keys()].filter((row) => half.includes(sources[row]));
    const along = halves.map((_, h) => {
      const fixing = rowsIn(halves[1 - h]);
      const ends = [0, 4].map((label) => fixing.filter((row) => labels[row] === label));
      const direction = groupDirection(X, ends[0], ends[1]);
      return Array.from({ length: count }, (_, row) =>
        direction.reduce((sum, value, j) => sum + value * X.data[6 * row + j], 0),
      );
    });
    const order = (rows: readonly number[], places: readonly number[]): number =>
      rankCorrelation(
        rows.map((row) => labels[row]),
        rows.map((row) => places[row]),
      );
    for (const [d, drawn] of draws.counts.entries()) {
      const rows = drawnPoints(draws, drawn);
      const judged = halves.map((half) => rows.filter((row) => half.includes(sources[row])));
      const right = judged.map((own, h) => order(own, along[h]));
      expect(over.resampled![d]).toBeCloseTo((right[0] + right[1]) / 2, 10);
      const inside = judged.map((own, h) => {
        const clean = own.filter((row) => labels[row] === 0);
        const each = clean.map((row) =>
          order(
            [...labels.keys()].filter((other) => contents[other] === contents[row]),
            along[h],
          ),
        );
        return each.reduce((sum, value) => sum + value / each.length, 0);
      });
      expect(within.resampled![d]).toBeCloseTo((inside[0] + inside[1]) / 2, 10);
    }
    const plain = degreeOrder(X, { ...sets, sources }, { deals: 1 });
    expect(plain.over).toEqual({ ...over, resampled: undefined });
    expect(() => degreeOrder(X, sets, { draws: imageDraws([0, 1]) })).toThrow('2 points, not of 200');
  });

  it('asks for enough images and degrees, and lets versions of an image be one', () => {
    const X = points(1, (degree) => degree);
    const few = { ...sets, contents: contents.map((content) => content % 3) };
    expect(() => degreeOrder(X, few)).toThrow(InputError);
    expect(() => degreeOrder(X, { ...sets, degradations: ['clean'] })).toThrow('One degree');
    const same = createMatrix(count, 1, Float64Array.from(contents));
    expect(degreeOrder(same, sets, { by: 'difference' }).within.mean).toBe(0);
  });
});

describe('longestAxis', () => {
  it('says what lies along it', () => {
    const content = longestAxis(
      points(30, (degree) => degree),
      sets,
    );
    expect(content.shares.content).toBeGreaterThan(0.95);
    const degree = longestAxis(
      points(0.1, (k) => -k),
      sets,
    );
    expect(degree.order).toBeGreaterThan(0.95);
    expect(degree.shares.degradation).toBeGreaterThan(0.95);
  });

  it('has redraws along the same axis: as of the repeated rows', () => {
    const X = points(0.5, (k) => -k, 0.5);
    const draws = imageDraws(contents, { resamples: 20 });
    const axis = longestAxis(X, { ...sets, draws });
    const { data } = pcaScores(X, { components: 1 }).scores;
    for (const [d, drawn] of draws.counts.entries()) {
      const rows = drawnPoints(draws, drawn);
      const order = rankCorrelation(
        rows.map((row) => labels[row]),
        rows.map((row) => data[row]),
      );
      expect(axis.resampled![d]).toBeCloseTo(Math.abs(order), 12);
      // A content drawn twice is two contents: every 40 rows that one degree has are numbered anew.
      const repeated = createMatrix(
        count,
        1,
        Float64Array.from(rows, (row) => data[row]),
      );
      const seen = new Map<number, number>();
      const numbered = rows.map((row) => {
        const number = seen.get(labels[row]) ?? 0;
        seen.set(labels[row], number + 1);
        return number;
      });
      const shares = varianceShares(repeated, { contents: numbered, labels: rows.map((row) => labels[row]) });
      expect(axis.shares.resampled!.content[d]).toBeCloseTo(shares.content, 10);
      expect(axis.shares.resampled!.degradation[d]).toBeCloseTo(shares.degradation, 10);
    }
    const { resampled, ...plain } = longestAxis(X, sets);
    expect(resampled).toBeUndefined();
    expect(axis).toMatchObject(plain);
  });
});
