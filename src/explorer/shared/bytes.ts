import { fromHalf } from '@ddr-lab/base/arrays/half';
import type { PackedArray } from './data';

/** The numbers of a packed array: bytes as they are, all else in float32. */
export function unpack(bytes: Uint8Array, { at, length, type }: PackedArray): Float32Array {
  if (type === 'u8') return Float32Array.from(bytes.subarray(at, at + length));
  const size = type === 'f16' ? 2 : 4;
  // A copy starts at a multiple of what its numbers take.
  const own = bytes.slice(at, at + size * length).buffer;
  if (type === 'f32') return new Float32Array(own);
  return Float32Array.from(new Uint16Array(own), fromHalf);
}
