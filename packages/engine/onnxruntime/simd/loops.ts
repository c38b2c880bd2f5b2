import { wasmModule } from './module';

/** An address in WebAssembly's memory. */
export type Address = number;

/** Two operands and a result, for so many numbers. */
export type BinaryLoop = (a: Address, b: Address, out: Address, count: number) => void;
/** One operand and a result, for so many numbers; p and q as the operation wants them. */
export type UnaryLoop = (x: Address, out: Address, count: number, p: number, q: number) => void;
/** A matrix and a result for each of its rows or columns. */
export type ReducingLoop = (x: Address, out: Address, rows: number, columns: number) => void;

/** Two images and tables of how the rows and columns of one lie in the other. */
export type ResizingLoop = (
  from: Address,
  to: Address,
  channels: number,
  rows: number,
  columns: number,
  rowTable: Address,
  columnTable: Address,
) => void;

/** The loops of `assembly/`; what each computes is said there. */
export interface Loops {
  readonly add: BinaryLoop;
  readonly subtract: BinaryLoop;
  readonly multiply: BinaryLoop;
  readonly divide: BinaryLoop;
  readonly maximum: BinaryLoop;
  readonly minimum: BinaryLoop;
  readonly squaredDifference: BinaryLoop;
  readonly prelu: BinaryLoop;
  readonly eluGradient: BinaryLoop;
  readonly greater: BinaryLoop;
  readonly greaterEqual: BinaryLoop;
  readonly less: BinaryLoop;
  readonly lessEqual: BinaryLoop;
  readonly equal: BinaryLoop;
  readonly notEqual: BinaryLoop;
  readonly relu: UnaryLoop;
  readonly relu6: UnaryLoop;
  readonly leakyRelu: UnaryLoop;
  readonly step: UnaryLoop;
  readonly sqrt: UnaryLoop;
  readonly rsqrt: UnaryLoop;
  readonly square: UnaryLoop;
  readonly abs: UnaryLoop;
  readonly neg: UnaryLoop;
  readonly sign: UnaryLoop;
  readonly clip: UnaryLoop;
  readonly reciprocal: UnaryLoop;
  readonly floor: UnaryLoop;
  readonly ceil: UnaryLoop;
  readonly transpose: ReducingLoop;
  readonly sumRows: ReducingLoop;
  readonly sumColumns: ReducingLoop;
  readonly maxRows: ReducingLoop;
  readonly maxColumns: ReducingLoop;
  readonly minRows: ReducingLoop;
  readonly minColumns: ReducingLoop;
  select(condition: Address, a: Address, b: Address, out: Address, count: number): void;
  transposeRuns(x: Address, out: Address, rows: number, columns: number, length: number): void;
  setWindow(...sizes: number[]): void;
  maxPool(x: Address, out: Address): void;
  maxPoolGradient(x: Address, dy: Address, dx: Address): void;
  averagePool(x: Address, out: Address): void;
  averagePoolGradient(dy: Address, dx: Address): void;
  depthwise(x: Address, filter: Address, out: Address): void;
  depthwiseInputGradient(dy: Address, filter: Address, dx: Address): void;
  depthwiseFilterGradient(x: Address, dy: Address, sums: Address): void;
  readonly resizeBilinear: ResizingLoop;
  readonly resizeBilinearGradient: ResizingLoop;
  normalise(x: Address, mean: Address, factor: Address, offset: Address, out: Address, count: number): void;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WebAssemblyNamespace {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { exports: unknown };
}

const pageSize = 65536;

/** Where arrays may lie in memory: behind what the compiler keeps for itself. */
export const firstAddress: Address = pageSize;

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyNamespace };
// Not called `exports`: in the notebook kernel that is the module's own.
const instance = new WebAssembly.Instance(
  new WebAssembly.Module(Buffer.from(wasmModule, 'base64')),
  // What the compiler calls where it would stop the program; nothing here does.
  { env: { abort: () => undefined } },
);
const { memory } = instance.exports as { memory: Memory };

/** Loops over float32 that lie in WebAssembly's memory, four numbers at a time. */
export const loops = instance.exports as Loops;

let views = makeViews();

function makeViews(): { floats: Float32Array; doubles: Float64Array; bytes: Uint8Array } {
  const { buffer } = memory;
  return {
    floats: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
    bytes: new Uint8Array(buffer),
  };
}

/**
 * WebAssembly's memory, of at least so many bytes behind `firstAddress`. It grows where it must and then stays,
 * so that views taken before are void.
 *
 * @throws RangeError when there is no such memory to be had.
 */
export function memoryFor(bytes: number): typeof views {
  const missing = firstAddress + bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageSize));
  if (views.bytes.buffer !== memory.buffer) views = makeViews();
  return views;
}
