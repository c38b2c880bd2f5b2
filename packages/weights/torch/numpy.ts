import { numberType, type NumberType } from '@ddr-lab/base/arrays/number-types';
import { Opaque, Tuple } from '../pickle/values';
import { isWhole } from './tensors';

/** The type of a NumPy array's numbers, as a pickle tells it. */
export class NumpyType {
  littleEndian: boolean;
  constructor(readonly code: string) {
    this.littleEndian = !code.startsWith('>');
  }

  get type(): NumberType | undefined {
    return numberType(this.code.replace(/^[<>=|]/, ''), 'numpy');
  }
}

/** Bytes that old protocols write as a text of as many characters; made into bytes when they are needed. */
export class BytesAsText {
  constructor(private readonly text: string) {}

  get length(): number {
    return this.text.length;
  }

  get bytes(): Uint8Array {
    return Buffer.from(this.text, 'latin1');
  }
}

/** A NumPy array that has not been read yet. */
export class NumpyArray {
  shape: readonly number[] = [];
  type?: NumpyType;
  fortranOrder = false;
  bytes: Uint8Array | BytesAsText = new Uint8Array();

  /** Takes the state that NumPy pickles: ([version,] shape, type, Fortran order, bytes). */
  build(state: unknown, refuse: (why: string) => never): void {
    const items = state instanceof Tuple ? state.items : [];
    const [shape, type, order, bytes] = items.length === 5 ? items.slice(1) : items;
    this.set(shape, type, order === true || order === 1, bytes, refuse);
  }

  set(
    shape: unknown,
    type: unknown,
    fortranOrder: boolean,
    bytes: unknown,
    refuse: (why: string) => never,
  ): void {
    if (!(shape instanceof Tuple) || !shape.items.every(isWhole) || !(type instanceof NumpyType)) {
      refuse('a NumPy array has no shape or no type');
    }
    this.shape = (shape as Tuple).items as number[];
    this.type = type as NumpyType;
    this.fortranOrder = fortranOrder;
    // Arrays of objects have a list instead.
    if (typeof bytes === 'string') this.bytes = new BytesAsText(bytes);
    else if (bytes instanceof Uint8Array || bytes instanceof BytesAsText) this.bytes = bytes;
  }

  /** Why it cannot be read; undefined where it can. */
  get fault(): string | undefined {
    const size = this.type?.type?.size;
    if (size === undefined) return `a NumPy array of type ${this.type?.code.slice(0, 20) ?? 'unknown'}`;
    const count = this.shape.reduce((product, one) => product * one, 1);
    if (count * size === this.bytes.length) return undefined;
    return `a NumPy array of ${this.shape.join(' x ')} in ${this.bytes.length} bytes`;
  }

  /** In numbers, by axes. */
  get strides(): readonly number[] {
    const { shape } = this;
    const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
    return shape.map((_, axis) =>
      this.fortranOrder ? product(shape.slice(0, axis)) : product(shape.slice(axis + 1)),
    );
  }
}

/** `_codecs.encode(text, 'latin1')`, by which protocol 2 writes bytes. */
export function encoded([text, encoding]: readonly unknown[]): unknown {
  const isLatin = typeof text === 'string' && (encoding === 'latin1' || encoding === 'latin-1');
  return isLatin ? new BytesAsText(text) : new Opaque('_codecs.encode');
}
