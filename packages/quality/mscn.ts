import { interpolation, type Interpolation } from '@ddr-lab/base/arrays/interpolation';
import { gaussianKernel } from '@ddr-lab/images/filter';
import type { Image } from '@ddr-lab/images/image';

/** One channel, height x width, row by row. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** Grey levels 0 to 255, rounded to whole ones, as MATLAB's `rgb2gray` gives of an image of 8 bits. */
export function greyLevels({ height, width, data }: Image): Plane {
  const grey = new Float64Array(height * width);
  for (let i = 0; i < grey.length; i++) {
    const at = 3 * i;
    const level =
      0.298936021293775 * data[at] + 0.587043074451121 * data[at + 1] + 0.114020904255103 * data[at + 2];
    grey[i] = Math.round(255 * level);
  }
  return { height, width, data: grey };
}

/** Half the size by MATLAB's `imresize` (bicubic, antialiased), in float64 and not rounded; odd sizes round up. */
export function halfSize(plane: Plane): Plane {
  const kernel = { method: 'bicubic', antialias: true, border: 'replicate' } as const;
  const height = Math.ceil(plane.height / 2);
  const width = Math.ceil(plane.width / 2);
  const columns = alongColumns(plane, interpolation(plane.height, height, 0.5, kernel), height);
  return alongRows(columns, interpolation(plane.width, width, 0.5, kernel), width);
}

function alongColumns({ width, data }: Plane, { taps, index, weight }: Interpolation, height: number): Plane {
  const out = new Float64Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let tap = row * taps; tap < (row + 1) * taps; tap++) {
      const from = index[tap] * width;
      for (let x = 0; x < width; x++) out[row * width + x] += weight[tap] * data[from + x];
    }
  }
  return { height, width, data: out };
}

function alongRows(plane: Plane, { taps, index, weight }: Interpolation, width: number): Plane {
  const { height, data } = plane;
  const out = new Float64Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let tap = x * taps; tap < (x + 1) * taps; tap++) {
        sum += weight[tap] * data[row * plane.width + index[tap]];
      }
      out[row * width + x] = sum;
    }
  }
  return { height, width, data: out };
}

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
