import { InputError } from '@ddr-lab/base/errors';

/** Where a number may lie. */
export interface Interval {
  readonly low: number;
  readonly high: number;
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
export function quantile(sorted: Float64Array, share: number): number {
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
