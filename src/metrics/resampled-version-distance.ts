import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { checkDraws, type ImageDraws } from './image-draws';
import { sharedContents } from './shared-contents';

/**
 * `versionDistance` of the points that each redraw of the images takes. A patch is no other patch than its own double: what it is
 * measured by are pairs of different contents alone.
 *
 * @param squares n x n squared distances (`squaredDistances`).
 * @param draws of the n points' images; both versions of a content are of one image.
 * @returns a distance for each redraw; NaN where it takes one content alone, or contents that are all the same.
 * @throws InputError for another number of points drawn than points, and as `versionDistance` for the contents.
 */
export function resampledVersionDistance(
  squares: Matrix,
  groups: { readonly labels: ArrayLike<number>; readonly contents: ArrayLike<number> },
  pair: readonly [number, number],
  draws: ImageDraws,
): number[] {
  const { rows: n, data } = squares;
  checkDraws(draws, n);
  const shared = sharedContents(squares, groups, pair);
  const image = shared.map(({ first }) => draws.imageOf[first]);
  return draws.counts.map((drawn) => {
    let [versions, taken, others, pairs] = [0, 0, 0, 0];
    for (const [i, a] of shared.entries()) {
      const weight = drawn[image[i]];
      if (weight === 0) continue;
      versions += weight * data[a.first * n + a.second];
      taken += weight;
      for (let j = 0; j < i; j++) {
        const both = weight * drawn[image[j]];
        others += both * data[a.first * n + shared[j].first];
        pairs += both;
      }
    }
    return others > 0 ? versions / taken / (others / pairs) : NaN;
  });
}
