import type { Verdict } from './claim';

/**
 * The verdict by two bounds: from `strong` on a claim holds, from `weak` on weakly. Where `weak` is the larger, smaller
 * values are better, and both bounds are excluded.
 */
export function verdictBetween(value: number, strong: number, weak: number): Verdict {
  const reaches = strong >= weak ? (bound: number) => value >= bound : (bound: number) => value < bound;
  return reaches(strong) ? 'holds' : reaches(weak) ? 'holds weakly' : 'does not hold';
}
