import { quantile } from './interval';

/**
 * Redraws of a share of the variance, moved so that their median is the share itself. A redraw with replacement takes some images
 * twice, and so fewer different ones: they set groups apart by chance, and a share near 0 would lie below nearly all of its redraws. A
 * share may be 0 or below, so that it is moved and not multiplied as a CHI is (`aroundValue`): how widely it spreads is kept.
 *
 * @param resampled one share a redraw; NaN where it has no meaning, which stays.
 * @returns the shares as they are where none has a meaning.
 */
export function aroundShare(resampled: readonly number[], share: number): number[] {
  const sorted = Float64Array.from(resampled.filter((one) => !Number.isNaN(one))).sort();
  if (sorted.length === 0) return [...resampled];
  const median = quantile(sorted, 0.5);
  return resampled.map((one) => one + (share - median));
}
