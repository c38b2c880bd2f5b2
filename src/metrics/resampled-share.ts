import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupedBy } from './dispersion';
import { checkDraws, type ImageDraws } from './image-draws';
import { drawnDispersions, type DrawnDispersion } from './resampled-chi';

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
export function drawnShare(drawn: DrawnDispersion, labels: readonly number[]): number {
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
