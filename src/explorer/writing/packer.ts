import { fromHalf, toHalf } from '@ddr-lab/base/arrays/half';
import type { PackedArray } from '../shared/data';

/** Lays arrays one after the other; `bytes()` is all of them. */
export class Packer {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  /** Numbers in half precision: 11 bits each. */
  half(values: ArrayLike<number>): PackedArray {
    return this.put(Uint16Array.from(values, toHalf), 'f16');
  }

  /** Numbers in float32. */
  single(values: ArrayLike<number>): PackedArray {
    return this.put(Float32Array.from(values), 'f32');
  }

  /** Numbers in half precision where that loses nothing, else in float32: weights of files that are halved stay what they are. */
  exactly(values: Float32Array): PackedArray {
    return values.every((value) => fromHalf(toHalf(value)) === value)
      ? this.half(values)
      : this.single(values);
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  private put(values: Uint16Array | Float32Array, type: 'f16' | 'f32'): PackedArray {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const packed = { at: this.length, length: values.length, type };
    this.parts.push(bytes);
    this.length += bytes.length;
    return packed;
  }
}

/** Numbers as half precision has them. */
export function halved(values: ArrayLike<number>): Float32Array {
  return Float32Array.from(values, (value) => fromHalf(toHalf(value)));
}
