import { gaussianKernel } from '@ddr-lab/images/filter';
import type { Plane } from './plane';

/** The authors' window: a Gaussian of sigma 7/6 over 7 x 7 pixels. */
const radius = 3;
const sigma = 7 / 6;
const window = gaussianKernel(sigma, radius / sigma);

/** An image without its local mean and contrast. */
export interface Normalised {
  /** (I - mean) / (deviation + 1): mean-subtracted contrast-normalised coefficients. */
  readonly coefficients: Plane;
  /** The local standard deviation, grey levels. */
  readonly deviation: Plane;
}

/**
 * Mean-subtracted contrast-normalised coefficients of grey levels (Ruderman 1994; Mittal et al. 2012), which for
 * pristine photographs are nearly normally distributed.
 *
 * @param border what lies beyond the image: its edge repeated (NIQE's code), or zeros (BRISQUE's code).
 */
export function mscn(plane: Plane, border: 'replicate' | 'zero'): Normalised {
  const { height, width, data } = plane;
  const mean = smooth(plane, border);
  const squares = smooth({ height, width, data: data.map((value) => value * value) }, border);
  const deviation = squares.map((square, i) => Math.sqrt(Math.abs(square - mean[i] * mean[i])));
  const coefficients = data.map((value, i) => (value - mean[i]) / (deviation[i] + 1));
  return {
    coefficients: { height, width, data: coefficients },
    deviation: { height, width, data: deviation },
  };
}

function smooth(plane: Plane, border: 'replicate' | 'zero'): Float64Array {
  const { height, width } = plane;
  const down = along(plane.data, { count: height, step: width, lines: width, pitch: 1 }, border);
  return along(down, { count: width, step: 1, lines: height, pitch: width }, border);
}

/** Which samples follow each other: `lines` lines of `count` samples. */
interface Walk {
  readonly count: number;
  readonly step: number;
  readonly lines: number;
  readonly pitch: number;
}

function along(data: Float64Array, { count, step, lines, pitch }: Walk, border: 'replicate' | 'zero') {
  const out = new Float64Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = -radius; k <= radius; k++) {
        const inside = Math.min(count - 1, Math.max(0, i + k));
        if (border === 'zero' && inside !== i + k) continue;
        sum += window[k + radius] * data[line * pitch + inside * step];
      }
      out[line * pitch + i * step] = sum;
    }
  }
  return out;
}

/**
 * Each coefficient times its neighbour `down` rows up and `right` columns to the left; what leaves the plane on one
 * side comes in again on the other, as in the authors' code (`circshift`).
 */
export function neighbourProducts({ height, width, data }: Plane, down: number, right: number): Float64Array {
  const products = new Float64Array(data.length);
  for (let y = 0; y < height; y++) {
    const above = ((y - down + height) % height) * width;
    for (let x = 0; x < width; x++) {
      products[y * width + x] = data[y * width + x] * data[above + ((x - right + width) % width)];
    }
  }
  return products;
}
