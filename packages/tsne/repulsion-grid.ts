import type { Address } from '@ddr-lab/base/wasm-kernels';
import type { Kernels } from './kernels';

/** A convolution on a grid of the plane, with the buffers and tables that it needs in the kernels' memory. */
export interface GridConvolution {
  /** The period of the kernel, in nodes; a grid may have up to half of it, less what the kernel's margin takes. */
  readonly height: number;
  readonly width: number;
  /** The grid, rows x columns float32: what is to be convolved, and the result. */
  readonly grid: Address;
  /** Convolves the grid; `columns` is a multiple of four. */
  run(rows: number, columns: number): void;
}

/**
 * Prepares the convolution with an even kernel of the period height x width. Reading the result by quintic B-splines, with
 * charges spread by them, interpolates the kernel (see `kernelSpectrum` in assembly/convolve.ts).
 *
 * @param height, width of `periods`, multiples of four
 * @param kernel its value, `down` and `across` nodes away
 */
function gridConvolution(
  height: number,
  width: number,
  kernel: (down: number, across: number) => number,
  kernels: Kernels,
): GridConvolution {
  const spectrumLength = 4 * Math.ceil((height / 2 + 1) / 4);
  const tables = [height, width].map((length) => kernels.reserve(8 * length));
  const factors = kernels.reserve(4 * spectrumLength * width);
  const scratch = kernels.reserve(32 * Math.max(3 * (height / 2 + 4), 2 * width));
  // While the kernel itself is transformed, the whole period is needed; afterwards a quarter and a half.
  const whole = kernels.reserve(0);
  const wholeGrid = kernels.reserve(4 * height * width);
  const wholeSpectrum = kernels.reserve(8 * spectrumLength * width);
  [height, width].forEach((length, which) => {
    const table = kernels.float32(tables[which], 2 * length);
    for (let k = 0; k < length; k++) {
      table[2 * k] = Math.cos((2 * Math.PI * k) / length);
      table[2 * k + 1] = -Math.sin((2 * Math.PI * k) / length);
    }
  });
  const values = kernels.float32(wholeGrid, height * width);
  for (let row = 0; row <= height / 2; row++) {
    const at = row * width;
    for (let column = 0; column <= width / 2; column++) values[at + column] = kernel(row, column);
    for (let column = 1; column < width / 2; column++) values[at + width - column] = values[at + column];
    if (row > 0) values.copyWithin((height - row) * width, at, at + width);
  }
  kernels.transformRows(height, width, height, wholeGrid, wholeSpectrum, tables[0], scratch);
  kernels.kernelSpectrum(height, width, wholeSpectrum, factors, tables[0], tables[1], scratch);
  kernels.release(whole);
  const grid = kernels.reserve((4 * height * width) / 4);
  const spectrum = kernels.reserve((8 * spectrumLength * width) / 2);
  return {
    height,
    width,
    grid,
    run(rows, columns) {
      kernels.transformRows(rows, columns, height, grid, spectrum, tables[0], scratch);
      kernels.convolveColumns(columns, height, width, spectrum, factors, tables[1], scratch);
      kernels.restoreRows(rows, columns, height, grid, spectrum, tables[0], scratch);
    },
  };
}

/** Lengths that the transforms know: multiples of eight without prime factors but 2 and 3, in order. */
const periods: readonly number[] = Array.from({ length: 14 }, (_, twos) =>
  Array.from({ length: 9 }, (__, threes) => 8 * 2 ** twos * 3 ** threes),
)
  .flat()
  .filter((length) => length <= 65536)
  .sort((a, b) => a - b);

/** Nodes between points and the edge of the grid, which their splines touch. */
const border = 3;
/** Nodes between the grid and the kernel's seam, whose kink the interpolation feels. */
const seam = 8;
/** A grid has at least so many nodes along its longer side: a small map needs a fine grid. */
const leastNodes = 24;
/** And at most so many in all: a map that has burst is left to pairs. */
const mostNodes = 1.5e6;
/** A node costs as much as so many pairs. */
const pairsPerNode = 16;
/** Distance of nodes: the kernel 1 / (1 + d^2) changes over a length of 1. */
const defaultSpacing = 0.4;

/** The repulsion between all points of a map of the plane, through a grid. */
export interface RepulsionGrid {
  /**
   * Writes sum_j q_ij^2 (y_i - y_j), with q = 1 / (1 + d^2), to `repulsion` (x of all points, then y: 2 x n float64).
   *
   * @param positions n pairs x, y float32 in the kernels' memory
   * @returns the sum of q over all ordered pairs of different points
   */
  repel(positions: Address, repulsion: Address): number;
}

/**
 * A grid for `n` points. Their charges are spread to it by quintic B-splines, convolved with q by Fourier transforms, and
 * the potential is read back by the same splines. As q^2 (y_i - y_j) is -1/2 times the gradient of q, the slopes of
 * the potential are the repulsion. (Linderman et al., "Fast interpolation-based t-SNE", 2019, have piecewise polynomials
 * and four convolutions for this; splines and slopes are from Essmann et al., "A smooth particle mesh Ewald method", 1995.)
 *
 * The kernel that is convolved is q less its value far away, so that float32 does not lose small differences of a map that
 * has hardly unfolded. What the grid needs in memory is reserved last and grows with the map: reserve nothing afterwards.
 */
export function repulsionGrid(n: number, kernels: Kernels, spacing = defaultSpacing): RepulsionGrid {
  const beginning = kernels.reserve(0);
  let convolution: GridConvolution | undefined;
  let madeFor = 0;
  let farValue = 0;

  /** The convolution for a grid of such a size; the last one if that fits. */
  const convolutionFor = (step: number, rows: number, columns: number): GridConvolution => {
    const height = periodFor(rows);
    const width = periodFor(columns);
    if (
      convolution !== undefined &&
      step === madeFor &&
      height === convolution.height &&
      width === convolution.width
    ) {
      return convolution;
    }
    kernels.release(beginning);
    const farthest = step * step * ((height / 2) ** 2 + (width / 2) ** 2);
    farValue = 1 / (1 + farthest);
    convolution = gridConvolution(
      height,
      width,
      (down, across) => {
        const square = step * step * (down * down + across * across);
        // 1 / (1 + square) - 1 / (1 + farthest), without cancellation.
        return (farthest - square) / ((1 + square) * (1 + farthest));
      },
      kernels,
    );
    madeFor = step;
    return convolution;
  };

  return {
    repel(positions, repulsion) {
      const [left, right, top, bottom] = bounds(kernels.float32(positions, 2 * n));
      const step = stepFor(Math.max(right - left, bottom - top), spacing);
      const rows = Math.ceil((right - left) / step) + 2 * border + 1;
      // Two more for the idle lanes of the splines' vectors.
      const columns = 4 * Math.ceil((Math.ceil((bottom - top) / step) + 2 * border + 3) / 4);
      // Where points are that sparse, the sum of q is small too, and would feel what interpolation misses.
      const nodes = rows * columns;
      const affordable = nodes <= mostNodes && rows <= longestSide && columns <= longestSide;
      if (!affordable || (n * n) / 2 < pairsPerNode * nodes)
        return kernels.repelPairs(n, positions, repulsion);
      const { grid, run } = convolutionFor(step, rows, columns);
      const originX = left - border * step;
      const originY = top - border * step;
      kernels.spread(n, positions, originX, originY, 1 / step, rows, columns, grid);
      run(rows, columns);
      const total = kernels.gather(n, positions, originX, originY, 1 / step, columns, grid, repulsion);
      return total + farValue * n * n - n;
    },
  };
}

/** The distance of nodes for a map so wide: `spacing`, halved until there are enough nodes. */
function stepFor(width: number, spacing: number): number {
  let step = spacing;
  // Not for ever: all points may lie in one.
  while (width < step * leastNodes && step > 1e-12) step /= 2;
  return step;
}

/** The most nodes that the longest period has room for. */
const longestSide = periods[periods.length - 1] / 2 - seam;

/** The least period for so many nodes: twice as many, with the seam on both sides. */
function periodFor(nodes: number): number {
  return periods.find((period) => period >= 2 * (nodes + seam))!;
}

/** The least and greatest x and y. */
function bounds(positions: Float32Array): [number, number, number, number] {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let at = 0; at < positions.length; at += 2) {
    const x = positions[at];
    const y = positions[at + 1];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return [left, right, top, bottom];
}
