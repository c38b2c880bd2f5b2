import { readFileSync } from 'node:fs';
import { InputError } from './errors';

/** Where something lies in the kernels' memory, in bytes. */
export type Address = number;

/** One instance of compiled functions with a memory of its own, which goes when the instance is not used any more. */
export type Kernels<Functions> = Functions & KernelMemory;

/** The memory that compiled functions work on. */
export interface KernelMemory {
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
  Instance: new (module: object) => { readonly exports: { memory: WasmMemory } };
}

const pageBytes = 65536;

/** Compiled files by name; null where they cannot run. */
const compiled = new Map<string, object | null>();

/**
 * The functions of a WebAssembly file in a memory of their own, or nothing where this machine has no WebAssembly with SIMD. The file is read and compiled once.
 *
 * @param file made by AssemblyScript with the runtime `stub`, which leaves memory to whoever calls.
 * @param tooLarge what is said where memory does not suffice, of how many GiB it takes.
 */
export function wasmKernels<Functions>(
  file: string,
  tooLarge: (gibibytes: string) => string,
): Kernels<Functions> | undefined {
  const wasm = (globalThis as unknown as { WebAssembly?: WasmApi }).WebAssembly;
  if (wasm === undefined) return undefined;
  let module = compiled.get(file);
  if (module === undefined) {
    const bytes = readFileSync(file);
    try {
      module = new wasm.Module(bytes);
    } catch {
      module = null;
    }
    compiled.set(file, module);
  }
  if (module === null) return undefined;
  const { memory, ...functions } = new wasm.Instance(module).exports;
  // The first page is left alone: the address 0 never means anything.
  let top = pageBytes;
  const grow = (pages: number): void => {
    try {
      memory.grow(pages);
    } catch {
      throw new InputError(tooLarge(((memory.buffer.byteLength + pages * pageBytes) / 2 ** 30).toFixed(1)));
    }
  };
  return {
    ...(functions as Functions),
    reserve(bytes) {
      const address = top;
      // A multiple of 64, so that rows begin with a cache line.
      const end = address + Math.ceil(bytes / 64) * 64;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) grow(Math.ceil(missing / pageBytes));
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
