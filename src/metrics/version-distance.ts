import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

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
  { labels, contents }: { readonly labels: ArrayLike<number>; readonly contents: ArrayLike<number> },
  [first, second]: readonly [number, number],
): number {
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
  let versions = 0;
  let others = 0;
  for (const [i, a] of shared.entries()) {
    versions += squares.data[from.get(a)! * n + to.get(a)!] / shared.length;
    for (const b of shared.slice(0, i)) others += squares.data[from.get(a)! * n + from.get(b)!];
  }
  others /= (shared.length * (shared.length - 1)) / 2;
  if (!(others > 0)) throw new InputError('All contents are the same: there is nothing to measure by.');
  return versions / others;
}
