import type { NumberType } from '@ddr-lab/base/arrays/number-types';
import type { ByteSource } from '@ddr-lab/base/files/byte-source';

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
export function readNumbers(
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
