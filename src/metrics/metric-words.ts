import type { MetricWords } from './own-metric';

/** The head of a metric's column: `mae / levels ↓`, the arrow to where its values are better. */
export function metricHead({ name, unit, better }: MetricWords): string {
  return `${name}${unit ? ` / ${unit}` : ''} ${better === 'higher' ? '↑' : '↓'}`;
}

/** Decimals that show four digits of the largest of a metric's values, at least one and at most four. */
export function metricDecimals(values: readonly number[]): number {
  const largest = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  return largest >= 100 ? 1 : largest >= 10 ? 2 : largest >= 1 ? 3 : 4;
}
