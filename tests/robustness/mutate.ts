import type { Random } from '@ddr-lab/base/random';

/** Bytes that mean much in headers: lengths, signs, ends, pickles' instructions. */
const telling = [
  0x00, 0x01, 0x7f, 0x80, 0xff, 0x28, 0x2e, 0x30, 0x39, 0x5d, 0x7d, 0x52, 0x62, 0x68, 0x71, 0x74,
];

/** A copy with one to four changes: bytes set, pieces cut out, doubled, moved or exchanged, numbers made extreme, the end cut off. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let changed: Uint8Array = Uint8Array.from(bytes);
  const count = 1 + Math.floor(4 * random.uniform());
  for (let i = 0; i < count; i++) changed = once(changed, random);
  return changed;
}

function once(bytes: Uint8Array, random: Random): Uint8Array {
  const below = (limit: number): number => Math.floor(limit * random.uniform());
  // Most of a file is numbers: every other change is to its beginning, or its end.
  const where = random.uniform();
  const near = below(Math.min(1024, bytes.length));
  const at = where < 0.3 ? near : where < 0.5 ? bytes.length - 1 - near : below(bytes.length);
  const length = Math.min(1 + below(32), bytes.length - at);
  const piece = bytes.subarray(at, at + length);
  const parts = (...list: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(list));
  const kind = below(8);
  if (kind === 0) return parts(bytes.subarray(0, at), bytes.subarray(at + length));
  if (kind === 1) return parts(bytes.subarray(0, at), piece, piece, bytes.subarray(at + length));
  if (kind === 2) {
    const to = below(bytes.length);
    return parts(bytes.subarray(0, to), piece, bytes.subarray(to));
  }
  if (kind === 3 && random.uniform() < 0.2) return bytes.slice(0, at);
  if (kind === 4) {
    // A number of 4 bytes, as large or as negative as can be.
    const copy = bytes.slice();
    copy.fill(random.uniform() < 0.5 ? 0xff : 0x7f, at, at + 4);
    return copy;
  }
  const copy = bytes.slice();
  for (let i = 0; i < Math.min(length, kind); i++) {
    copy[at + i] = random.uniform() < 0.5 ? telling[below(telling.length)] : below(256);
  }
  return copy;
}
