import type { Rank } from './estimate';
import type { Estimate } from './reading';

/**
 * The place of an estimate among others, 1 for the least (equal ones share the first of theirs), and the places that are open: in front of it for sure stand those whose
 * interval ends below its own, behind it those whose interval begins above.
 *
 * @returns undefined where there is no estimate.
 */
export function rankOf(at: number, estimates: readonly (Estimate | undefined)[]): Rank | undefined {
  const own = estimates[at];
  if (!own) return undefined;
  const others = estimates.filter((other, i): other is Estimate => other !== undefined && i !== at);
  const count = (is: (other: Estimate) => boolean): number => others.filter(is).length;
  return {
    place: 1 + count(({ value }) => value < own.value),
    low: 1 + count(({ high }) => high < own.low),
    high: 1 + others.length - count(({ low }) => low > own.high),
  };
}
