import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupedBy, type Groups } from './dispersion';
import { checkDraws, type ImageDraws } from './image-draws';
import { drawnDispersions, type DrawnDispersion } from './resampled-chi';

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
 * @param squares n x n squared distances (`squaredDistances`).
 * @param contents what each point shows; each content within one image.
 * @throws InputError for another number of labels, contents or points drawn than points.
 */
export function resampledSeparation(
  squares: Matrix,
  labels: ArrayLike<number>,
  contents: ArrayLike<number>,
  draws: ImageDraws,
): ResampledSeparation {
  const n = squares.rows;
  checkDraws(draws, n);
  const groups = groupedBy(labels, n, 'labels');
  const shown = groupedBy(contents, n, 'contents');
  const all = groups.members.map((_, g) => g);
  const pairs = all.flatMap((a) => all.slice(a + 1).map((b) => [a, b]));
  const drawn = drawnDispersions(squares, groups, shown, draws);
  return {
    share: drawn.map((one) => drawnShare(one, all)),
    least: drawn.map((one) => Math.min(...pairs.map((pair) => drawnShare(one, pair)))),
    neighbours: neighboursOf(squares, groups, shown, draws),
  };
}

function neighboursOf(
  { rows: n, data }: Matrix,
  groups: Groups,
  shown: Groups,
  { imageOf, counts }: ImageDraws,
): number[] {
  // Each point's neighbours of other contents, the nearest first.
  const nearest = Array.from({ length: n }, (_, i) => {
    const others: number[] = [];
    for (let j = 0; j < n; j++) if (shown.groupOf[j] !== shown.groupOf[i]) others.push(j);
    return Int32Array.from(others.sort((a, b) => data[i * n + a] - data[i * n + b] || a - b));
  });
  return counts.map((drawn) => {
    let [right, asked] = [0, 0];
    for (let i = 0; i < n; i++) {
      const weight = drawn[imageOf[i]];
      if (weight === 0) continue;
      const neighbour = nearest[i].find((j) => drawn[imageOf[j]] > 0);
      if (neighbour === undefined) continue;
      asked += weight;
      if (groups.groupOf[neighbour] === groups.groupOf[i]) right += weight;
    }
    return asked === 0 ? NaN : right / asked;
  });
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
  return drawnDispersions(squares, groups, shown, draws).map((one) => drawnShare(one, chosen));
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
  const drawn = drawnDispersions(squares, groups, groupedBy(contents, n, 'contents'), draws);
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
