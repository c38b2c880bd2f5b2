import { createRandom } from '@ddr-lab/base/random';

/** What a probe's features of the statistics are made by. */
export interface RandomFeatures {
  /** How many cosines. */
  readonly count: number;
  /** Of the Gaussian kernel exp(-width |x - y|^2) that they stand for. */
  readonly width: number;
  readonly seed: number;
}

/** Statistics are standardised, then cut here: no single one carries an estimate away. */
const MOST = 6;

/** Weight of the statistics themselves beside the cosines. */
const LINEAR = 0.02;

/**
 * Random Fourier features (Rahimi and Recht 2007): cosines whose products approach a Gaussian kernel, so that ridge regression on them is nearly that kernel's. The directions are drawn
 * from the seed, and need not be kept. The standardised statistics themselves and a constant follow.
 *
 * @returns a function from `size` standardised statistics to `count + size + 1` features.
 */
export function randomFeatures(
  { count, width, seed }: RandomFeatures,
  size: number,
): (standardised: Float64Array) => Float64Array {
  const random = createRandom(seed);
  const scale = Math.sqrt(2 * width);
  const directions = Float64Array.from({ length: count * size }, () => scale * random.normal());
  const phases = Float64Array.from({ length: count }, () => 2 * Math.PI * random.uniform());
  const height = Math.sqrt(2 / count);
  return (standardised) => {
    const out = new Float64Array(count + size + 1);
    const cut = standardised.map((value) => Math.max(-MOST, Math.min(MOST, value)));
    for (let k = 0; k < count; k++) {
      let sum = phases[k];
      for (let i = 0; i < size; i++) sum += directions[k * size + i] * cut[i];
      out[k] = height * Math.cos(sum);
    }
    for (let i = 0; i < size; i++) out[count + i] = LINEAR * cut[i];
    out[count + size] = 1;
    return out;
  };
}
