import type { Address, Kernels } from './kernels';

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
export function gridConvolution(
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
export const periods: readonly number[] = Array.from({ length: 14 }, (_, twos) =>
  Array.from({ length: 9 }, (__, threes) => 8 * 2 ** twos * 3 ** threes),
)
  .flat()
  .filter((length) => length <= 65536)
  .sort((a, b) => a - b);
