import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupedBy, type Groups } from './dispersion';
import { type Distances, keptDistances } from './distances';
import { checkDraws, type ImageDraws } from './image-draws';
import { drawnDispersions, type DrawnDispersion } from './drawn-dispersions';

/** What some numbers of a `Separation` would be, had other images been drawn: one value a redraw; NaN where there is none. */
export interface ResampledSeparation {
  readonly share: readonly number[];
  /** The least share of any two labels, whichever two these are in a redraw. */
  readonly least: readonly number[];
  readonly neighbours: readonly number[];
}

/**
 * `share`, the least pair's share and `neighbours` of `separation`, of the points that each redraw of the images takes. An image
 * drawn twice is two images that look the same; no point has its own double as a neighbour.
 *
 * @param squares n x n squared distances (`squaredDistances`), or distances that are made when they are asked for (`distancesOf`).
 * @param contents what each point shows; each content within one image.
 * @throws InputError for another number of labels, contents or points drawn than points.
 */
export function resampledSeparation(
  squares: Matrix | Distances,
  labels: ArrayLike<number>,
  contents: ArrayLike<number>,
  draws: ImageDraws,
): ResampledSeparation {
  const distances = 'row' in squares ? squares : keptDistances(squares);
  const n = distances.points;
  checkDraws(draws, n);
  const groups = groupedBy(labels, n, 'labels');
  const shown = groupedBy(contents, n, 'contents');
  const all = groups.members.map((_, g) => g);
  const pairs = all.flatMap((a) => all.slice(a + 1).map((b) => [a, b]));
  const drawn = drawnDispersions(distances, groups, shown, draws);
  return {
    share: drawn.map((one) => drawnShare(one, all)),
    least: drawn.map((one) => Math.min(...pairs.map((pair) => drawnShare(one, pair)))),
    neighbours: neighboursOf(distances, groups, shown, draws),
  };
}

/** Of so many images the nearest point is kept: that a redraw takes none of them all but never happens. */
const KEPT = 32;

function neighboursOf(
  distances: Distances,
  groups: Groups,
  shown: Groups,
  { images, imageOf, counts }: ImageDraws,
): number[] {
  const n = distances.points;
  // Each point's nearest neighbours of other contents, one an image, the nearest first.
  const nearest = Array.from({ length: n }, (_, i) => {
    const ofImages = nearestOfImages(distances.row(i), i, shown, imageOf, images);
    return ofImages.slice(0, KEPT);
  });
  return counts.map((drawn) => {
    let [right, asked] = [0, 0];
    const isDrawn = (j: number): boolean => drawn[imageOf[j]] > 0;
    for (let i = 0; i < n; i++) {
      const weight = drawn[imageOf[i]];
      if (weight === 0) continue;
      const neighbour =
        nearest[i].find(isDrawn) ??
        (nearest[i].length === KEPT
          ? nearestOfImages(distances.row(i), i, shown, imageOf, images).find(isDrawn)
          : undefined);
      if (neighbour === undefined) continue;
      asked += weight;
      if (groups.groupOf[neighbour] === groups.groupOf[i]) right += weight;
    }
    return asked === 0 ? NaN : right / asked;
  });
}

/** The nearest point of each image that shows something else than point i, the nearest image first; of equals the lower number. */
function nearestOfImages(
  squares: ArrayLike<number>,
  i: number,
  { groupOf }: Groups,
  imageOf: Int32Array,
  images: number,
): Int32Array {
  const best = new Int32Array(images).fill(-1);
  for (let j = 0; j < squares.length; j++) {
    if (groupOf[j] === groupOf[i]) continue;
    const known = best[imageOf[j]];
    if (known < 0 || squares[j] < squares[known]) best[imageOf[j]] = j;
  }
  return best.filter((j) => j >= 0).sort((a, b) => squares[a] - squares[b] || a - b);
}

/** What `resampledShare` takes. */
export interface ResampledShareOptions {
  /** What each point shows, each content within one image; without, the share is one-way, as in `separation`. */
  readonly contents?: ArrayLike<number>;
  /** The labels whose points are looked at, such as those of a pair; default all. */
  readonly among?: readonly number[];
}

/**
 * The labels' share of the variance (`Separation.share`) of the points that each redraw of the images takes. An image drawn twice is
 * two images that look the same.
 *
 * @param squares n x n squared distances (`squaredDistances`).
 * @returns a share for each redraw; NaN where there is none: a label without a point, or points that are all the same.
 * @throws InputError for another number of labels, contents or points drawn than points, and a label among them that no point has.
 */
export function resampledShare(
  squares: Matrix,
  labels: ArrayLike<number>,
  draws: ImageDraws,
  { contents, among }: ResampledShareOptions = {},
): number[] {
  const n = squares.rows;
  checkDraws(draws, n);
  const groups = groupedBy(labels, n, 'labels');
  const chosen = (among ?? groups.values).map((label) => {
    const place = groups.values.indexOf(label);
    if (place < 0)
      throw new InputError(`No point has the label ${label}; there are ${groups.values.join()}.`);
    return place;
  });
  const shown = contents && groupedBy(contents, n, 'contents');
  return drawnDispersions(keptDistances(squares), groups, shown, draws).map((one) => drawnShare(one, chosen));
}

/** The share of some labels (places in `Groups.values`) in one redraw, by the formulas of `separation`. */
function drawnShare(drawn: DrawnDispersion, labels: readonly number[]): number {
  const k = labels.length;
  const n = labels.reduce((sum, g) => sum + drawn.sizes[g], 0);
  const total = drawn.of(labels);
  if (!(total > 0) || labels.some((g) => drawn.sizes[g] === 0) || n <= k) return NaN;
  const within = labels.reduce((sum, g) => sum + drawn.of([g]), 0);
  const between = total - within;
  const m = drawn.contents;
  if (m * k !== n) {
    const error = within / (n - k);
    const effect = (between - (k - 1) * error) / n;
    return effect / (effect + error);
  }
  const ofContents = total - drawn.withinContents(labels);
  const error = Math.max(0, total - between - ofContents) / ((m - 1) * (k - 1));
  const effect = (between - (k - 1) * error) / n;
  const ofContent = Math.max(0, (ofContents / (m - 1) - error) / k);
  return effect / (effect + ofContent + error);
}

/** What the shares of `varianceShares` would be, had other images been drawn: one value a redraw. */
export interface ResampledShares {
  readonly content: readonly number[];
  readonly degradation: readonly number[];
}

/**
 * The shares of `varianceShares` of the points that each redraw of the images takes, from the points' squared distances alone. A
 * content drawn twice is two contents.
 *
 * @param squares n x n squared distances (`squaredDistances`); each content once under each label.
 * @throws InputError for another number of labels, contents or points drawn than points.
 */
export function resampledShares(
  squares: Matrix,
  { labels, contents }: { readonly labels: ArrayLike<number>; readonly contents: ArrayLike<number> },
  draws: ImageDraws,
): ResampledShares {
  const n = squares.rows;
  checkDraws(draws, n);
  const groups = groupedBy(labels, n, 'labels');
  const all = groups.members.map((_, g) => g);
  const drawn = drawnDispersions(keptDistances(squares), groups, groupedBy(contents, n, 'contents'), draws);
  const shares = drawn.map((one) => {
    const total = one.of(all);
    const within = all.reduce((sum, g) => sum + one.of([g]), 0);
    return total > 0
      ? { content: 1 - one.withinContents(all) / total, degradation: 1 - within / total }
      : { content: NaN, degradation: NaN };
  });
  return {
    content: shares.map(({ content }) => content),
    degradation: shares.map(({ degradation }) => degradation),
  };
}
