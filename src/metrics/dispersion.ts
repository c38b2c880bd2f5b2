import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** Points by their label. */
export interface Groups {
  /** The labels, as they first appear. */
  readonly values: readonly number[];
  /** The group of each point: a place in `values`. */
  readonly groupOf: Int32Array;
  /** The points of each group. */
  readonly members: readonly (readonly number[])[];
}

/**
 * Points grouped by labels.
 *
 * @param what the labels' name in errors.
 * @throws InputError for another number of labels than points.
 */
export function groupedBy(labels: ArrayLike<number>, points: number, what: string): Groups {
  if (labels.length !== points) {
    throw new InputError(`There are ${labels.length} ${what} for ${points} points: one a point is needed.`);
  }
  const values: number[] = [];
  const members: number[][] = [];
  const places = new Map<number, number>();
  const groupOf = Int32Array.from({ length: points }, (_, i) => {
    let place = places.get(labels[i]);
    if (place === undefined) {
      place = values.length;
      places.set(labels[i], place);
      values.push(labels[i]);
      members.push([]);
    }
    members[place].push(i);
    return place;
  });
  return { values, groupOf, members };
}

/**
 * The squared distances of some points to their centre, summed: half their mean squared distance to one another times
 * their number (Anderson 2001), so that no centre need be known.
 */
export function dispersion({ rows: n, data }: Matrix, of: readonly number[]): number {
  let sum = 0;
  for (let a = 1; a < of.length; a++) {
    for (let b = 0; b < a; b++) sum += data[of[a] * n + of[b]];
  }
  return of.length === 0 ? 0 : sum / of.length;
}
