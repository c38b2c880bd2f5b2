import { InputError } from '@ddr-lab/base/errors';

/** Two numbers of a course that stand in the wrong order. */
export interface OrderBreak {
  /** Their places in the course. */
  readonly earlier: number;
  readonly later: number;
  /** By how much the later one is the smaller; above 0. */
  readonly drop: number;
  /** The drop in standard deviations of the difference of the two; `Infinity` where neither has any. */
  readonly deviations: number;
}

/**
 * Where a course does not rise: each two numbers of which the later is the smaller, the largest drop first, in standard deviations. Drops of
 * less than about two are what the spread alone brings.
 *
 * @throws InputError for a number that is not finite.
 */
export function orderBreaks(
  course: readonly { readonly mean: number; readonly standardDeviation: number }[],
): OrderBreak[] {
  const bad = course.find((one) => !Number.isFinite(one.mean) || !Number.isFinite(one.standardDeviation));
  if (bad)
    throw new InputError(
      `A course holds ${bad.mean} ± ${bad.standardDeviation}: finite numbers have an order.`,
    );
  const breaks: OrderBreak[] = [];
  for (let later = 1; later < course.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const drop = course[earlier].mean - course[later].mean;
      if (drop <= 0) continue;
      const spread = Math.hypot(course[earlier].standardDeviation, course[later].standardDeviation);
      breaks.push({ earlier, later, drop, deviations: spread > 0 ? drop / spread : Infinity });
    }
  }
  return breaks.sort((a, b) => b.deviations - a.deviations || b.drop - a.drop);
}
