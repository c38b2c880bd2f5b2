import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** A content under two labels: the rows of its versions. */
export interface TwoVersions {
  readonly first: number;
  readonly second: number;
}

/**
 * The contents that stand under both of two labels, in the order in which they stand under the first.
 *
 * @param squares n x n squared distances of the points.
 * @throws InputError for another number of labels or contents than points, and fewer than two contents under both labels.
 */
export function sharedContents(
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
