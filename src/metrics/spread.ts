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
