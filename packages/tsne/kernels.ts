import path from 'node:path';
import { type Address, type Kernels as CompiledKernels, wasmKernels } from '@ddr-lab/base/wasm-kernels';

/** The functions of `kernels.wasm`; what they do is written in `assembly/`, where they come from. */
interface KernelFunctions {
  distanceRows(points: Address, columns: number, n: number, block: number, out: Address): void;
  gaussians(
    distances: Address,
    n: number,
    beta: number,
    nearest: number,
    out: Address,
    moments: Address,
  ): void;
  planeForces(n: number, positions: Address, joint: Address, sums: Address, scratch: Address): number;
  planeCost(n: number, positions: Address, joint: Address, farthest: number): number;
  spaceForces(n: number, positions: Address, joint: Address, sums: Address, scratch: Address): number;
  spaceCost(n: number, positions: Address, joint: Address, farthest: number): number;
  neighbourForces(
    n: number,
    positions: Address,
    starts: Address,
    others: Address,
    joint: Address,
    attraction: Address,
  ): void;
  neighbourCost(n: number, positions: Address, starts: Address, others: Address, joint: Address): number;
  spread(
    n: number,
    positions: Address,
    left: number,
    top: number,
    density: number,
    rows: number,
    columns: number,
    grid: Address,
  ): void;
  gather(
    n: number,
    positions: Address,
    left: number,
    top: number,
    density: number,
    columns: number,
    grid: Address,
    repulsion: Address,
  ): number;
  repelPairs(n: number, positions: Address, repulsion: Address): number;
  transformRows: RowTransform;
  restoreRows: RowTransform;
  convolveColumns(
    columns: number,
    height: number,
    width: number,
    spectrum: Address,
    kernel: Address,
    table: Address,
    scratch: Address,
  ): void;
  kernelSpectrum(
    height: number,
    width: number,
    spectrum: Address,
    kernel: Address,
    heightTable: Address,
    widthTable: Address,
    scratch: Address,
  ): void;
}

type RowTransform = (
  rows: number,
  columns: number,
  height: number,
  grid: Address,
  spectrum: Address,
  table: Address,
  scratch: Address,
) => void;

/** One instance of the kernels with a memory of its own, which goes when the instance is not used any more. */
export type Kernels = CompiledKernels<KernelFunctions>;

/** The kernels in a memory of their own, or nothing where this machine has no WebAssembly with SIMD. */
export const createKernels = (): Kernels | undefined =>
  wasmKernels<KernelFunctions>(
    path.join(__dirname, 'kernels.wasm'),
    (gibibytes) =>
      `t-SNE: so many points need ${gibibytes} GiB, and there are 4 at most. ` +
      "Take fewer, or method 'interpolation', which needs far less.",
  );
