/** The median; the mean of the two middle values of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Least and largest. */
export function range(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** Ratio of the peer's time to ours, above 1 where ours is faster. */
export interface Ratio {
  /** Of the medians, as the table's columns divide. */
  readonly ratio: number;
  /** Least and largest ratio among the pairs (run k of ours with run k of the peer's). */
  readonly pairs: readonly [number, number];
}

/** Compares runs that were taken in turn. */
export function compare(ours: readonly number[], peer: readonly number[]): Ratio {
  const pairs = peer.slice(0, ours.length).map((time, k) => time / ours[k]);
  return { ratio: median(peer) / median(ours), pairs: range(pairs) };
}
