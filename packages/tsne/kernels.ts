import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';

/** Where something lies in the kernels' memory, in bytes. */
export type Address = number;

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
export interface Kernels extends KernelFunctions {
  /**
   * Room for `bytes` bytes, all 0, until the next `release`; grows the memory (views from before are void then).
   *
   * @throws InputError when there is not so much memory.
   */
  reserve(bytes: number): Address;
  /** Gives back `address` and all that was reserved after it. */
  release(address: Address): void;
  /** Views of the memory as it is now: `reserve` may void them, so take them afterwards. */
  float32(address: Address, length: number): Float32Array;
  float64(address: Address, length: number): Float64Array;
  uint32(address: Address, length: number): Uint32Array;
}

/** What is used of WebAssembly, whose types come with the DOM only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WasmApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => {
    readonly exports: KernelFunctions & { memory: WasmMemory };
  };
}

const pageBytes = 65536;
/** The compiled kernels; null where they cannot run. */
let compiled: object | null | undefined;

/** The kernels in a memory of their own, or nothing where this machine has no WebAssembly with SIMD. */
export function createKernels(): Kernels | undefined {
  const wasm = (globalThis as unknown as { WebAssembly?: WasmApi }).WebAssembly;
  if (wasm === undefined) return undefined;
  if (compiled === undefined) {
    const bytes = readFileSync(path.join(__dirname, 'kernels.wasm'));
    try {
      compiled = new wasm.Module(bytes);
    } catch {
      compiled = null;
    }
  }
  if (compiled === null) return undefined;
  const { memory, ...functions } = new wasm.Instance(compiled).exports;
  // The first page is left alone: the address 0 never means anything.
  let top = pageBytes;
  return {
    ...functions,
    reserve(bytes) {
      const address = top;
      // A multiple of 64, so that rows begin with a cache line.
      const end = address + Math.ceil(bytes / 64) * 64;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) grow(memory, Math.ceil(missing / pageBytes));
      new Uint8Array(memory.buffer, address, end - address).fill(0);
      top = end;
      return address;
    },
    release(address) {
      top = address;
    },
    float32: (address, length) => new Float32Array(memory.buffer, address, length),
    float64: (address, length) => new Float64Array(memory.buffer, address, length),
    uint32: (address, length) => new Uint32Array(memory.buffer, address, length),
  };
}

function grow(memory: WasmMemory, pages: number): void {
  try {
    memory.grow(pages);
  } catch {
    const gibibytes = (memory.buffer.byteLength + pages * pageBytes) / 2 ** 30;
    throw new InputError(
      `t-SNE: so many points need ${gibibytes.toFixed(1)} GiB, and there are 4 at most. ` +
        "Take fewer, or method 'interpolation', which needs far less.",
    );
  }
}
