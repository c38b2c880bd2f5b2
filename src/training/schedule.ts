/** The learning rate over the iterations, as data. */
export type Schedule =
  | { readonly kind: 'cosine'; readonly from: number; readonly to?: number }
  | { readonly kind: 'steps'; readonly from: number; readonly halveAt: readonly number[] };

/**
 * The learning rate of iteration `iteration` (from 0) of `iterations`: a half cosine from `from` down to `to`
 * (default 0), or `from` halved at each iteration of `halveAt`, as the paper does.
 */
export function learningRate(schedule: Schedule, iteration: number, iterations: number): number {
  if (schedule.kind === 'steps') {
    return schedule.from * 0.5 ** schedule.halveAt.filter((at) => iteration >= at).length;
  }
  const { from, to = 0 } = schedule;
  return to + ((from - to) * (1 + Math.cos((Math.PI * iteration) / iterations))) / 2;
}
