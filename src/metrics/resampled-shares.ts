import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { groupedBy } from './dispersion';
import { checkDraws, type ImageDraws } from './image-draws';
import { drawnDispersions } from './resampled-chi';

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
