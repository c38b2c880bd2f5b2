import { symmetricEigen } from '@ddr-lab/projection/pca/symmetric-eigen';
import type { Part, Plane } from './planes';

/** Side of a patch. */
const SIDE = 5;

const SIZE = SIDE * SIDE;

/** Eigenvalues below this (squared levels) are all the same. */
const FLOOR = 0.01;

/**
 * Logarithms of eigenvalues of the covariance of 5 x 5 patches without clipped pixels, from the smallest on: noise adds its variance to each, while the image itself has few large ones
 * (Liu, Tanaka and Okutomi 2013; Chen, Zhu and Heng 2015).
 */
export function eigenvalueStatistics(parts: readonly Part[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const kind of ['light', 'colour'] as const) {
    if (parts[0].colour.length === 0 && kind === 'colour') continue;
    const eigenvalues = covarianceEigenvalues(parts, kind);
    for (const at of [0, 3, 7, 12, 17])
      found.set(`${kind} eigenvalue ${at}`, Math.log(Math.max(0, eigenvalues[at]) + FLOOR));
  }
  return found;
}

/** Ascending. That of a patch's places i and j is the mean product of pixels as far apart as they: the correlation of the image with itself, shifted. */
function covarianceEigenvalues(parts: readonly Part[], kind: 'light' | 'colour'): Float64Array {
  const shifts = new Map<string, number>();
  const planes = parts.map((part) => ({
    ...part,
    planes: (kind === 'light' ? [part.light] : part.colour).map(centred),
  }));
  const matrix = new Float64Array(SIZE * SIZE);
  for (let i = 0; i < SIZE; i++) {
    for (let j = i; j < SIZE; j++) {
      const down = Math.floor(j / SIDE) - Math.floor(i / SIDE);
      const right = (j % SIDE) - (i % SIDE);
      const key = `${down} ${right}`;
      const value = shifts.get(key) ?? correlation(planes, down, right);
      shifts.set(key, value);
      matrix[i * SIZE + j] = matrix[j * SIZE + i] = value;
    }
  }
  return symmetricEigen(matrix, SIZE, () => 1)
    .values.slice()
    .sort();
}

function centred({ height, width, data }: Plane): Plane {
  let mean = 0;
  for (const level of data) mean += level / data.length;
  return { height, width, data: data.map((level) => level - mean) };
}

/** The mean product of pixels `down` and `right` apart, neither of them clipped; 0 where there are none. */
function correlation(
  parts: readonly (Pick<Part, 'clipped'> & { readonly planes: readonly Plane[] })[],
  down: number,
  right: number,
): number {
  let [sum, count] = [0, 0];
  for (const { planes, clipped } of parts) {
    for (const { height, width, data } of planes) {
      const shift = down * width + right;
      for (let y = 0; y + down < height; y++) {
        const end = y * width + Math.min(width, width - right);
        for (let at = y * width + Math.max(0, -right); at < end; at++) {
          if (clipped[at] + clipped[at + shift] > 0) continue;
          sum += data[at] * data[at + shift];
          count++;
        }
      }
    }
  }
  return count > 0 ? sum / count : 0;
}
