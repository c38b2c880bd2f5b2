import { gammaFunction as gamma } from './gamma-function';

/** Shapes that a fit chooses from, as the authors' code has them: 0.2 to 10 in steps of 0.001. */
const shapes = Float64Array.from({ length: 9801 }, (_, i) => 0.2 + i / 1000);

/** E[|x|]^2 / E[x^2] of a generalised Gaussian for each shape. */
let ratios: Float64Array | undefined;

function ratioOfShape(): Float64Array {
  ratios ??= shapes.map((shape) => gamma(2 / shape) ** 2 / (gamma(1 / shape) * gamma(3 / shape)));
  return ratios;
}

/** A generalised Gaussian of mean 0: 2 is the normal distribution's shape, 1 Laplace's. */
export interface GeneralisedGaussian {
  readonly shape: number;
  readonly variance: number;
}

/** An asymmetric one: each side has a spread of its own. */
export interface AsymmetricGaussian {
  readonly shape: number;
  /** Root of the mean square of the values below 0, and of those above. NaN where there are none. */
  readonly left: number;
  readonly right: number;
  /** The density's scales: `left` and `right` times sqrt(gamma(1 / shape) / gamma(3 / shape)). */
  readonly leftScale: number;
  readonly rightScale: number;
  /** Its mean: (rightScale - leftScale) gamma(2 / shape) / gamma(1 / shape). */
  readonly mean: number;
}

/** A generalised Gaussian by matching moments (Sharifi and Leon-Garcia 1995), shape on a grid of 0.001. */
export function fitGeneralisedGaussian(values: Float64Array): GeneralisedGaussian {
  let squares = 0;
  let magnitudes = 0;
  for (let i = 0; i < values.length; i++) {
    squares += values[i] * values[i];
    magnitudes += Math.abs(values[i]);
  }
  const variance = squares / values.length;
  const ratio = (magnitudes / values.length) ** 2 / variance;
  return { shape: shapes[nearest(ratio, (value) => 1 / value)], variance };
}

/** An asymmetric generalised Gaussian by matching moments (Lasmar et al. 2009), shape on a grid of 0.001. */
export function fitAsymmetricGaussian(values: Float64Array): AsymmetricGaussian {
  const sums = { below: 0, above: 0, magnitudes: 0 };
  const counts = { below: 0, above: 0 };
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    sums.magnitudes += Math.abs(value);
    if (value < 0) {
      sums.below += value * value;
      counts.below++;
    } else if (value > 0) {
      sums.above += value * value;
      counts.above++;
    }
  }
  const left = Math.sqrt(sums.below / counts.below);
  const right = Math.sqrt(sums.above / counts.above);
  const skew = left / right;
  const meanSquare = (sums.below + sums.above) / values.length;
  const ratio = (sums.magnitudes / values.length) ** 2 / meanSquare;
  const wanted = (ratio * (skew ** 3 + 1) * (skew + 1)) / (skew ** 2 + 1) ** 2;
  const shape = shapes[nearest(wanted, (value) => value)];
  const scale = Math.sqrt(gamma(1 / shape) / gamma(3 / shape));
  const leftScale = left * scale;
  const rightScale = right * scale;
  const mean = ((rightScale - leftScale) * gamma(2 / shape)) / gamma(1 / shape);
  return { shape, left, right, leftScale, rightScale, mean };
}

/** The shape whose ratio, seen through `of`, comes closest to `of(wanted)`; the first one for NaN. */
function nearest(wanted: number, of: (ratio: number) => number): number {
  const all = ratioOfShape();
  // Ratios grow with the shape: the closest is one of the two that enclose the wanted one.
  let low = 0;
  let high = all.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (all[middle] <= wanted) low = middle;
    else high = middle;
  }
  const away = (i: number): number => Math.abs(of(all[i]) - of(wanted));
  return away(high) < away(low) ? high : low;
}
