import type { Interval } from '@ddr-lab/base/interval';
import { mapOf, type ProbePart, type Quantity, standardised } from './probe';
import { blurScale, noiseScale, type Scale } from './scales';

/** A number, and the interval that holds the true one nine times of ten. */
export interface Estimate extends Interval {
  readonly value: number;
}

/** A quantity on its scale, and half the width of its interval. */
interface Read {
  readonly value: number;
  readonly half: number;
}

/** Below the first noise (in levels) blur is read as without noise, above the second as with it, in between as both. */
const CLEAN = [0.8, 1.6] as const;

/** What a part of a probe reads from statistics: noise in levels, blur in pixels of the image as given. */
export function estimatesOf(
  part: ProbePart,
  values: ReadonlyMap<string, number>,
): { readonly noise: Estimate; readonly blur: Estimate } {
  const features = mapOf(part)(standardised(part, values));
  const times = (coefficients: Float32Array): number =>
    coefficients.reduce((sum, coefficient, i) => sum + coefficient * features[i], 0);
  const read = (quantity: Quantity): Read => {
    const { coefficients, spread, factor } = part.readings[quantity];
    return { value: times(coefficients), half: factor * Math.exp(times(spread)) };
  };
  const noise = estimateOf(read('noise'), noiseScale);
  const share = Math.min(1, Math.max(0, (noise.value - CLEAN[0]) / (CLEAN[1] - CLEAN[0])));
  const [without, beside] = [read('blur without noise'), read('blur')];
  const mixed = (what: keyof Read): number => (1 - share) * without[what] + share * beside[what];
  return { noise, blur: estimateOf({ value: mixed('value'), half: mixed('half') }, blurScale) };
}

const estimateOf = ({ value, half }: Read, { back, ordered }: Scale): Estimate => ({
  value: ordered(value),
  low: back(value - half),
  high: ordered(value + half),
});
