import { type ProbePart, type Reading, standardised } from '../probe';
import { type RandomFeatures, randomFeatures } from '../random-features';
import { blurScale, noiseScale } from '../scales';
import { foldedRidge } from './ridge';
import type { Sample } from './samples';

/** How a probe is fitted. */
export interface FitOptions {
  readonly features: RandomFeatures;
  /** Of the ridge regression of the quantities, and of the logarithms of their errors. */
  readonly penalties: { readonly value: number; readonly spread: number };
  /** Images are put into so many folds; errors are those of a fold's images that the rest was fitted on. */
  readonly folds: number;
  /** The share of true values in an interval. */
  readonly coverage: number;
}

/** Errors below this, on the scales, are all the same. */
const LEAST_ERROR = 0.01;

/** Fits what reads colour images, or grey ones, of their samples. */
export function fitPart(samples: readonly Sample[], options: FitOptions): ProbePart {
  const names = [...samples[0].values.keys()].filter((name) => name !== 'pixels');
  const columns = names.map((name) => Float64Array.from(samples, ({ values }) => values.get(name)!));
  const mean = Float32Array.from(columns, average);
  const deviation = Float32Array.from(columns, (column, i) => {
    const squares = column.map((value) => (value - mean[i]) ** 2);
    return Math.sqrt(average(squares)) + 1e-3;
  });
  const map = randomFeatures(options.features, names.length);
  const rows = samples.map(({ values }) => map(standardised({ names, mean, deviation }, values)));
  const fit = (keep: (sample: Sample) => boolean, value: (sample: Sample) => number): Reading => {
    const places = [...samples.keys()].filter((at) => keep(samples[at]));
    return fitReading(
      places.map((at) => rows[at]),
      Float64Array.from(places, (at) => value(samples[at])),
      places.map((at) => samples[at]),
      options,
    );
  };
  const blur = (sample: Sample): number => blurScale.of(sample.blur);
  return {
    names,
    mean,
    deviation,
    least: Float32Array.from(columns, (column) => column.reduce((a, b) => Math.min(a, b))),
    most: Float32Array.from(columns, (column) => column.reduce((a, b) => Math.max(a, b))),
    features: options.features,
    readings: {
      noise: fit(
        () => true,
        ({ noise }) => noiseScale.of(noise),
      ),
      blur: fit(() => true, blur),
      'blur without noise': fit(({ noise }) => noise === 0, blur),
    },
  };
}

function fitReading(
  rows: readonly Float64Array[],
  target: Float64Array,
  samples: readonly Sample[],
  { penalties, folds: count, coverage }: FitOptions,
): Reading {
  const folds = foldsOf(samples, count);
  const [{ coefficients, heldOut }] = foldedRidge(rows, [target], { folds, count, penalty: penalties.value });
  const errors = target.map((value, i) => Math.abs(value - heldOut[i]));
  const logarithms = errors.map((error) => Math.log(error + LEAST_ERROR));
  const [spread] = foldedRidge(rows, [logarithms], { folds, count, penalty: penalties.spread });
  const ratios = errors.map((error, i) => error / Math.exp(spread.heldOut[i]));
  return {
    coefficients: Float32Array.from(coefficients),
    spread: Float32Array.from(spread.coefficients),
    factor: worstQuantile(ratios, samples, coverage),
  };
}

/** All draws of an image are in one fold. */
function foldsOf(samples: readonly Sample[], count: number): Int32Array {
  return Int32Array.from(samples, ({ index }) => index % count);
}

/**
 * The quantile of errors, in usual errors, of the kind of images where it is largest: so that intervals hold for LR images, for photographs and for drawn scenes, not for all
 * of them together alone (split conformal intervals by groups, with errors of held-out images).
 */
function worstQuantile(ratios: Float64Array, samples: readonly Sample[], coverage: number): number {
  const groups = new Map<string, number[]>();
  samples.forEach(({ set, kind }, i) => {
    const key = `${set} ${kind}`;
    const group = groups.get(key) ?? [];
    group.push(ratios[i]);
    groups.set(key, group);
  });
  const quantiles = [...groups.values()].map((group) => {
    const sorted = Float64Array.from(group).sort();
    return sorted[Math.min(sorted.length - 1, Math.ceil(coverage * (sorted.length + 1)) - 1)];
  });
  return Math.max(...quantiles);
}

const average = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
