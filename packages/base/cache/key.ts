import { createHash } from 'node:crypto';

/** What a key is made of: words, numbers, and arrays by their bytes. */
export type KeyPart = string | number | boolean | Float32Array | Float64Array | Int32Array;

/**
 * A fingerprint of a list of parts: equal for equal parts in the same order, another for any other list. Each part goes
 * in with its type and length, so that no two lists run together to the same bytes.
 */
export function fingerprintOf(...parts: readonly KeyPart[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    if (typeof part === 'object') {
      hash.update(`${part.constructor.name} ${part.length}\n`);
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    } else {
      // 0 and -0, and NaN, too, stay apart in an array; among settings they never meet.
      const text = String(part);
      hash.update(`${typeof part} ${text.length}\n${text}`);
    }
  }
  return hash.digest('hex').slice(0, 40);
}
