import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { decodeEntry, encodeEntry, type Entry } from '@ddr-lab/base/cache/entry';

const matrix = fc
  .tuple(fc.nat(4), fc.nat(4), fc.boolean())
  .chain(([rows, columns, single]) =>
    fc
      .array(single ? fc.float() : fc.double(), { minLength: rows * columns, maxLength: rows * columns })
      .map((numbers) =>
        createMatrix(rows, columns, single ? Float32Array.from(numbers) : Float64Array.from(numbers)),
      ),
  );
const entries = fc.dictionary(fc.string({ minLength: 1 }), matrix, { maxKeys: 3, noNullPrototype: true });
const bytesOf = (key: string, entry: Entry): Buffer => Buffer.concat(encodeEntry(key, entry));

describe('entries', () => {
  it('come back bit for bit, NaN, infinities and -0 among them, wherever the bytes lie', () => {
    fc.assert(
      fc.property(entries, fc.nat(9), (entry, shift) => {
        const bytes = bytesOf('k', entry);
        const moved = Buffer.alloc(bytes.length + shift).subarray(shift);
        moved.set(bytes);
        const back = decodeEntry('k', moved)!;
        expect(Object.keys(back)).toEqual(Object.keys(entry));
        for (const [name, { rows, columns, data }] of Object.entries(entry)) {
          expect([back[name].rows, back[name].columns]).toEqual([rows, columns]);
          expect(back[name].data.constructor).toBe(data.constructor);
          const raw = (array: Float32Array | Float64Array): Buffer =>
            Buffer.from(array.buffer, array.byteOffset, array.byteLength);
          expect(raw(back[name].data).equals(raw(data))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  const example = { points: createMatrix(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6)) };

  it('are refused when any bit has turned or any byte is missing or too many', () => {
    const bytes = bytesOf('k', example);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] ^= 1 << (at % 8);
      expect(decodeEntry('k', damaged), `byte ${at}`).toBeUndefined();
      expect(decodeEntry('k', bytes.subarray(0, at)), `cut at ${at}`).toBeUndefined();
    }
    expect(decodeEntry('k', Buffer.concat([bytes, Buffer.alloc(8)]))).toBeUndefined();
    expect(decodeEntry('k', bytes)).toEqual(example);
  });

  it('are refused under another key', () => {
    expect(decodeEntry('other', bytesOf('k', example))).toBeUndefined();
  });

  it('are refused, and take no memory, where a right checksum stands before sizes that cannot be', () => {
    const lies = [
      { rows: 1e9, columns: 1e9 },
      { rows: -1, columns: -1 },
      { rows: 0.5, columns: 2 },
      { rows: 2 ** 60, columns: 0 },
      { rows: null, columns: 1 },
      { rows: 1, columns: 1, type: 'float128' },
    ];
    const before = process.memoryUsage().arrayBuffers;
    for (const lie of lies) {
      const array = { name: 'scores', type: 'float32', ...lie };
      expect(decodeEntry('k', forged({ key: 'k', arrays: [array] })), JSON.stringify(lie)).toBeUndefined();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
    expect(decodeEntry('k', forged({ key: 'k', arrays: [] }))).toEqual({});
  });
});

/** A file with a header of one's own, 8 bytes of numbers, and the checksum that belongs to it. */
function forged(header: { arrays: unknown[] } & Record<string, unknown>): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, 0x20)]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(padded.length);
  const rest = Buffer.concat([length, padded, Buffer.alloc(header.arrays.length > 0 ? 8 : 0)]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(rest));
  return Buffer.concat([Buffer.from('ddrcach1'), sum, rest]);
}
