import type { Ticks } from './placed-ticks';

/** An axis of iterations by their logarithm to base 2. */
export interface IterationAxis {
  /** Where an iteration stands. */
  readonly place: (iteration: number) => number;
  readonly ticks: Ticks;
  /** What the axis is. */
  readonly title: string;
}

/**
 * The axis for moments of a training: by the logarithm to base 2; the untrained network (iteration 0) stands one step before
 * the first.
 *
 * @param iterations in any order, also several times; one of them is above 0.
 */
export function iterationAxis(iterations: readonly number[]): IterationAxis {
  const sorted = [...new Set(iterations)].sort((a, b) => a - b);
  const first = Math.log2(sorted.find((iteration) => iteration > 0) ?? 1) - 1;
  const place = (iteration: number): number => (iteration > 0 ? Math.log2(iteration) : first);
  return {
    place,
    ticks: { at: sorted.map(place), text: sorted.map(tickText) },
    title: 'iterations (k = 1,024)',
  };
}

/** `512`, and from 1,024 on in units of it: `4k`. */
function tickText(iteration: number): string {
  return iteration >= 1024 && iteration % 1024 === 0 ? `${iteration / 1024}k` : String(iteration);
}
