import type { GridConvolution } from './grid-convolution';
import { gridConvolution, periods } from './grid-convolution';
import type { Address, Kernels } from './kernels';

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
