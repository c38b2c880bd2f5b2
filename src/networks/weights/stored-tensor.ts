import type { NumberType } from '@ddr-lab/base/arrays/number-types';
import type { ByteSource } from '@ddr-lab/base/files/byte-source';
import { readNumbers } from './read-numbers';
import type { Reading } from './reading';
import type { WeightTensor } from '@ddr-lab/engine/gradients/weight-tensor';

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
