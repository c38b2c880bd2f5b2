import path from 'node:path';
import { type Address, type Kernels as CompiledKernels, wasmKernels } from '@ddr-lab/base/wasm-kernels';

/** The functions of `kernels.wasm`; what they do is written in `assembly/`, where they come from. */
interface KernelFunctions {
  transformPixels(
    from: Address,
    columns: number,
    n: number,
    padded: number,
    table: Address,
    out: Address,
  ): void;
  transformPatches(
    ring: Address,
    first: number,
    columns: number,
    n: number,
    padded: number,
    forward: Address,
    threshold: number,
    out: Address,
  ): void;
  matchPixels(
    plane: Address,
    height: number,
    width: number,
    y: number,
    n: number,
    radius: number,
    greatest: number,
    matches: Address,
    sums: Address,
  ): void;
  matchCoefficients(
    band: Address,
    rows: number,
    columns: number,
    area: number,
    height: number,
    width: number,
    y: number,
    n: number,
    radius: number,
    greatest: number,
    matches: Address,
  ): void;
  filterRow(channel: Address, matches: Address): void;
}

/** One instance of the kernels with a memory of its own. */
export type Kernels = CompiledKernels<KernelFunctions>;

/** The kernels in a memory of their own, or nothing where this machine has no WebAssembly with SIMD. */
export const createKernels = (): Kernels | undefined =>
  wasmKernels<KernelFunctions>(
    path.join(__dirname, 'kernels.wasm'),
    (gibibytes) =>
      `BM3D: so large an image needs ${gibibytes} GiB, and there are 4 at most. Cut it into parts.`,
  );
