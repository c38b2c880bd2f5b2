import { InputError } from '@ddr-lab/base/errors';

/** Numbers by their size: equal ones are one group. */
export interface TiedGroups {
  /** The group of each number, from 0 for the smallest. */
  readonly groupOf: Int32Array;
  /** How many different numbers there are. */
  readonly count: number;
}

/**
 * Puts numbers in order, equal ones together.
 *
 * @throws InputError for a number that is not finite.
 */
export function tiedGroups(values: ArrayLike<number>): TiedGroups {
  const order = Array.from({ length: values.length }, (_, i) => i);
  const bad = order.find((i) => !Number.isFinite(values[i]));
  if (bad !== undefined) throw new InputError(`Number ${bad} is ${values[bad]}, which has no rank.`);
  order.sort((i, j) => values[i] - values[j]);
  const groupOf = new Int32Array(values.length);
  let count = 0;
  order.forEach((i, place) => {
    if (place === 0 || values[i] !== values[order[place - 1]]) count++;
    groupOf[i] = count - 1;
  });
  return { groupOf, count };
}

/** The rank of each group, from 1, where the groups have so many numbers each: the mean of the places that these take. */
export function groupRanks(sizes: ArrayLike<number>): Float64Array {
  const ranks = new Float64Array(sizes.length);
  let start = 0;
  for (let group = 0; group < sizes.length; group++) {
    ranks[group] = start + (sizes[group] + 1) / 2;
    start += sizes[group];
  }
  return ranks;
}
