/** Where a number may lie. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
