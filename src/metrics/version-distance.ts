import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { sharedContents } from './shared-contents';

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
