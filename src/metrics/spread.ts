import type { Interval } from '@ddr-lab/base/interval';
import { squarableList, timesPowerOfTwo } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** A figure measured several times, such as CHI over five runs of t-SNE. */
export interface Spread {
  readonly mean: number;
  /** Population standard deviation (divided by n, as `numpy.std` does by default). */
  readonly standardDeviation: number;
  readonly values: readonly number[];
  /** What the mean would be, had other images been drawn: one value a redraw (`resampledChi`); see `interval`. */
  readonly resampled?: readonly number[];
  /** `values` again, where they are of runs of t-SNE from other starts and of nothing else: what claims are judged by (`runDraws`). */
  readonly ofRuns?: readonly number[];
}

/**
 * Mean and standard deviation over runs: the "mean +- std" of the paper's tables, which repeat
 * t-SNE five times. The deviation is NumPy's default, divided by n and not by n - 1; of one run it is 0.
 *
 * @throws InputError for no values, or one that is not finite.
 */
export function overRuns(values: readonly number[]): Spread {
  if (values.length === 0) throw new InputError('There are no runs to take the mean of.');
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`Run ${bad} gave ${values[bad]}: a mean needs finite values.`);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const { scaled, exponent } = squarableList(values.map((value) => value - mean));
  const variance = Array.from(scaled).reduce((sum, value) => sum + value ** 2, 0) / values.length;
  return { mean, standardDeviation: timesPowerOfTwo(Math.sqrt(variance), exponent), values };
}

/** The least share of the draws that must have a number for the interval to say something of them. */
const MOST = 0.9;

/**
 * The middle part of what a number was in many redraws: percentiles, interpolated as `numpy.percentile` does. Redraws in which
 * the number has no meaning (NaN) are left out.
 *
 * @param values one a redraw.
 * @param level share of the values inside, above 0 and below 1; default 0.95: the percentiles 2.5 and 97.5.
 * @returns nothing where there are no values, or over a tenth of them have no meaning.
 * @throws InputError for another level.
 */
export function interval(values: ArrayLike<number>, level = 0.95): Interval | undefined {
  if (!(level > 0 && level < 1)) {
    throw new InputError(`An interval's level is a share above 0 and below 1, not ${level}.`);
  }
  const sorted = Float64Array.from(Array.from(values).filter((value) => !Number.isNaN(value))).sort();
  if (sorted.length === 0 || sorted.length < MOST * values.length) return undefined;
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

/** The value below which a share of sorted ones lies, interpolated as `numpy.quantile` does. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  // Two infinite ones have no difference.
  return below === above ? below : below + (place - Math.floor(place)) * (above - below);
}

/**
 * The interval of a share of counted cases, such as a classifier's accuracy over its test images (Wilson 1927, without correction
 * for continuity): what the share of all such cases may be.
 *
 * @param share of the cases that were right, from 0 to 1.
 * @param count of cases, at least 1.
 * @param z deviations of a normal distribution; default 1.96, which takes in 95 %.
 * @throws InputError for another share or count.
 */
export function wilsonInterval(share: number, count: number, z = 1.959963984540054): Interval {
  if (!(share >= 0 && share <= 1) || !(count >= 1)) {
    throw new InputError(
      `${share} of ${count} is no share of cases: give one from 0 to 1, and one case at least.`,
    );
  }
  const scale = 1 + z ** 2 / count;
  const middle = share + z ** 2 / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

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
