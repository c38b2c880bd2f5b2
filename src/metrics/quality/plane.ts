import { interpolation, type Interpolation } from '@ddr-lab/base/arrays/interpolation';
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
