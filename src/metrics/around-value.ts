import { quantile } from './interval';

/**
 * Redraws of a positive number, such as a CHI, multiplied so that their median is the number itself. A redraw with replacement takes
 * some images twice, and so fewer different ones: they set groups apart by chance, and a CHI near 0 would lie below nearly all
 * of its redraws. What they tell is how widely it spreads, as a quotient; this is kept.
 *
 * @param resampled one value a redraw; NaN where it has no meaning, which stays.
 * @returns the values as they are where the number or their median is not above 0.
 */
export function aroundValue(resampled: readonly number[], value: number): number[] {
  const sorted = Float64Array.from(resampled.filter((one) => !Number.isNaN(one))).sort();
  const median = sorted.length > 0 ? quantile(sorted, 0.5) : NaN;
  if (!(value > 0 && median > 0 && Number.isFinite(value) && Number.isFinite(median))) return [...resampled];
  return resampled.map((one) => (one * value) / median);
}
