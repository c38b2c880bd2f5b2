import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { checkDraws, type ImageDraws } from './image-draws';

/**
 * How far two versions of one patch lie apart, measured by how far different patches do: the mean squared distance of the versions
 * under two labels, over the mean squared distance of different contents under the first. 0 where a network treats the two alike; 1
 * where a version is as far away as another picture. It has no unit, so that pixels, layers and outputs can be compared, and does not
 * grow with the number of patches.
 *
 * @param squares n x n squared distances (`squaredDistances`).
 * @param groups each content once under each of the two labels; other rows are left alone.
 * @param pair the two labels, that of the reference (clean) first.
 * @throws InputError for fewer than two contents under both labels, and where different contents are all the same.
 */
export function versionDistance(
  squares: Matrix,
  groups: { readonly labels: ArrayLike<number>; readonly contents: ArrayLike<number> },
  pair: readonly [number, number],
): number {
  const { rows: n, data } = squares;
  const shared = sharedContents(squares, groups, pair);
  let versions = 0;
  let others = 0;
  for (const [i, a] of shared.entries()) {
    versions += data[a.first * n + a.second] / shared.length;
    for (const b of shared.slice(0, i)) others += data[a.first * n + b.first];
  }
  others /= (shared.length * (shared.length - 1)) / 2;
  if (!(others > 0)) throw new InputError('All contents are the same: there is nothing to measure by.');
  return versions / others;
}

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

/** A content under two labels: the rows of its versions. */
interface TwoVersions {
  readonly first: number;
  readonly second: number;
}

/**
 * The contents that stand under both of two labels, in the order in which they stand under the first.
 *
 * @param squares n x n squared distances of the points.
 * @throws InputError for another number of labels or contents than points, and fewer than two contents under both labels.
 */
function sharedContents(
  squares: Matrix,
  { labels, contents }: { readonly labels: ArrayLike<number>; readonly contents: ArrayLike<number> },
  [first, second]: readonly [number, number],
): TwoVersions[] {
  const n = squares.rows;
  if (squares.columns !== n || labels.length !== n || contents.length !== n) {
    throw new InputError(
      `Distances of ${n} x ${squares.columns} need as many labels (${labels.length}) and contents (${contents.length}).`,
    );
  }
  const rowsOf = (label: number): Map<number, number> =>
    new Map(
      Array.from({ length: n }, (_, i) => i)
        .filter((i) => labels[i] === label)
        .map((i) => [contents[i], i]),
    );
  const [from, to] = [rowsOf(first), rowsOf(second)];
  const shared = [...from.keys()].filter((content) => to.has(content));
  if (shared.length < 2) {
    throw new InputError(`Labels ${first} and ${second} share ${shared.length} contents: two at least.`);
  }
  return shared.map((content) => ({ first: from.get(content)!, second: to.get(content)! }));
}
