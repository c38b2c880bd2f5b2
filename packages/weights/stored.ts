import type { NumberType } from '@ddr-lab/base/arrays/number-types';
import type { ByteSource } from '@ddr-lab/base/files/byte-source';
import { mostUnpacked } from '@ddr-lab/base/files/zip';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

/** What a file of weights holds, whatever its format: a tree, written as dotted names. */
export interface WeightContents {
  /** `netG.conv_first.weight`: the keys on the way to a tensor, its own name last. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** What is there beside tensors and was not looked into, by name: what it is. */
  readonly opaque: ReadonlyMap<string, string>;
  /** What the file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a file of weights may cost, and what was noticed while it was read. */
export class Reading {
  private readonly limit: number;
  private spent = 0;
  private readonly noticed: string[] = [];

  /**
   * @param fileSize in bytes.
   * @param refuse throws the error that names the file.
   */
  constructor(
    fileSize: number,
    readonly refuse: (why: string) => never,
  ) {
    this.limit = mostUnpacked(fileSize);
  }

  /** Counts bytes that are about to be taken; throws for a file that asks for more than any honest one of its size. */
  spend(bytes: number, what: string): void {
    this.spent += bytes;
    if (this.spent > this.limit) {
      this.refuse(
        `${what} and what was read before would take ${this.spent} bytes, far more than a file of its size holds (limit: ${this.limit}): ` +
          'the file is damaged, or made to fill the memory',
      );
    }
  }

  /** Keeps a remark for the reader. */
  note(remark: string): void {
    this.noticed.push(remark);
  }

  /** The remarks as one sentence; undefined where there are none. */
  get notes(): string | undefined {
    if (this.noticed.length === 0) return undefined;
    const more = this.noticed.length > 3 ? `; and ${this.noticed.length - 3} more tensors` : '';
    return `${this.noticed.slice(0, 3).join('; ')}${more}.`;
  }
}

/** Numbers of any type as float32. */
export interface ReadNumbers {
  readonly data: Float32Array;
  /** How many became 0 for being too small. */
  readonly vanished: number;
  /** The first that float32 has no finite number for. */
  readonly overflow?: number;
}

/** Bytes that are turned into numbers at once. */
const PIECE = 2 ** 20;

/** Whether this machine's own order is that of nearly all files. */
const littleEndianHere = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reads `count` numbers from `at` (in bytes) on, piece by piece, so that no more than the result is in memory. */
function readNumbers(
  bytes: ByteSource,
  at: number,
  count: number,
  type: NumberType,
  littleEndian = true,
): ReadNumbers {
  const data = new Float32Array(count);
  const step = Math.floor(PIECE / type.size);
  let vanished = 0;
  let overflow: number | undefined;
  for (let done = 0; done < count; done += step) {
    const some = Math.min(step, count - done);
    const piece = bytes.read(at + done * type.size, some * type.size);
    if (type.name === 'float32' && littleEndian === littleEndianHere) {
      new Uint8Array(data.buffer, 4 * done, 4 * some).set(piece);
      continue;
    }
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let i = 0; i < some; i++) {
      const value = type.read(view, i * type.size, littleEndian);
      data[done + i] = value;
      if (type.name !== 'float64') continue;
      if (value !== 0 && data[done + i] === 0) vanished++;
      if (Number.isFinite(value) && !Number.isFinite(data[done + i])) overflow ??= value;
    }
  }
  return { data, vanished, overflow };
}

/** Where a tensor's numbers are. */
export interface StoredNumbers {
  readonly bytes: ByteSource;
  readonly type: NumberType;
  /** Default true. */
  readonly littleEndian?: boolean;
  /** Of the first number, counted in numbers; default 0. */
  readonly offset?: number;
  /** In numbers; default: C order. */
  readonly strides?: readonly number[];
}

/** A tensor of a file: its shape is known, its numbers are read when they are first asked for, as float32. */
export class StoredTensor implements WeightTensor {
  private read?: Float32Array;

  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    private readonly numbers: StoredNumbers,
    private readonly reading: Reading,
  ) {}

  /** How many numbers it has. */
  get count(): number {
    return this.shape.reduce((product, size) => product * size, 1);
  }

  /** The numbers in C order. @throws InputError naming file and tensor where they cannot be read. */
  get data(): Float32Array {
    return (this.read ??= this.load());
  }

  private load(): Float32Array {
    const { shape, count, reading, name } = this;
    if (count === 0) return new Float32Array(0);
    const { bytes, type, littleEndian, offset = 0, strides } = this.numbers;
    const inOrder = strides === undefined || isInOrder(shape, strides);
    const span = inOrder ? count : shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], 1);
    const text = `tensor ${name} (${shape.join(' x ')})`;
    reading.spend(4 * (inOrder ? count : count + span), text);
    const { data, vanished, overflow } = readNumbers(bytes, offset * type.size, span, type, littleEndian);
    if (overflow !== undefined) {
      reading.refuse(
        `${text} holds ${overflow}, which is too large for float32, in which networks compute here`,
      );
    }
    if (vanished > 0) {
      reading.note(
        `${vanished} ${vanished === 1 ? 'number' : 'numbers'} of ${text} became 0: too small for float32, in which networks compute here`,
      );
    }
    return inOrder ? data : gathered(data, shape, strides);
  }
}

/** Whether strides are those of C order; those of axes of size 1 are of no account. */
function isInOrder(shape: readonly number[], strides: readonly number[]): boolean {
  let wanted = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== wanted) return false;
    wanted *= shape[axis];
  }
  return true;
}

function gathered(from: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const data = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    data[i] = from[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= index[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return data;
}
