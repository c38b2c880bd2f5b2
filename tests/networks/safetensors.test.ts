import fc from 'fast-check';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensors,
  writeSafetensors,
} from '@ddr-lab/weights/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

const one = (values: number[]): Parameters<typeof encodeSafetensors>[0] => ({
  tensors: new Map([['a/kernel', { shape: [values.length], data: Float32Array.from(values) }]]),
  metadata: { seed: '1' },
});

/** The bytes of a file as the format's definition has it, put together by hand. */
function byHand(header: unknown, body: Uint8Array = new Uint8Array()): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, body]);
}

describe('safetensors', () => {
  it('gives back names, shapes, values and metadata', async () => {
    const file = path.join(folder, 'w.safetensors');
    const tensors = new Map([
      ['b', { shape: [2, 3], data: Float32Array.from([1, -2, 3.5, 0, -0, 1e-40]) }],
      ['scalar', { shape: [], data: Float32Array.of(7) }],
    ]);
    await writeSafetensors(file, { tensors, metadata: { note: 'ä"' } });
    const read = await readSafetensors(file);
    expect([...read.tensors]).toEqual([...tensors]);
    expect(read.metadata).toEqual({ note: 'ä"' });
    expect(readdirSync(folder)).toEqual(['w.safetensors']);
  });

  it('reads what the format defines: F64, F32, F16 and BF16', () => {
    const body = Buffer.alloc(16);
    body.writeDoubleLE(0.1, 0);
    body.writeFloatLE(-2.5, 8);
    body.writeUInt16LE(0x3555, 12); // 0.33325195 in half precision
    body.writeUInt16LE(0xc000, 14); // -2 in bfloat16
    const entry = (dtype: string, from: number, to: number): object => ({
      dtype,
      shape: [1],
      data_offsets: [from, to],
    });
    const { tensors } = decodeSafetensors(
      byHand(
        { d: entry('F64', 0, 8), f: entry('F32', 8, 12), h: entry('F16', 12, 14), b: entry('BF16', 14, 16) },
        body,
      ),
    );
    expect([...tensors.values()].map(({ data }) => data[0])).toEqual([
      Math.fround(0.1),
      -2.5,
      0.333251953125,
      -2,
    ]);
  });

  it('rounds to half precision as IEEE 754 does', () => {
    const stored = (value: number): number =>
      decodeSafetensors(encodeSafetensors(one([value]), 'F16')).tensors.get('a/kernel')!.data[0];
    // Known values: largest half, first above the halfway to infinity, smallest normal and subnormal, ties.
    expect(stored(65504)).toBe(65504);
    expect(stored(65519)).toBe(65504);
    expect(stored(65520)).toBe(Infinity);
    expect(stored(2 ** -14)).toBe(2 ** -14);
    expect(stored(2 ** -24)).toBe(2 ** -24);
    expect(stored(2 ** -25)).toBe(0);
    expect(stored(1 + 2 ** -11)).toBe(1);
    expect(stored(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(stored(-Infinity)).toBe(-Infinity);
    expect(stored(NaN)).toBeNaN();
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
        // Half of the last of 11 bits, or of the smallest subnormal.
        expect(Math.abs(stored(value) - value)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
        );
      }),
    );
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a header longer than the file', byHand({}).subarray(0, 9)],
    [
      'a header of four gigabytes',
      Buffer.concat([Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]), Buffer.alloc(8)]),
    ],
    ['no JSON', byHand('{"a":')],
    ['a list', byHand([])],
    ['a strange type', byHand({ a: { dtype: 'C64', shape: [1], data_offsets: [0, 8] } }, Buffer.alloc(8))],
    ['a negative shape', byHand({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, Buffer.alloc(4))],
    [
      'a shape that does not fit',
      byHand({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, Buffer.alloc(4)),
    ],
    [
      'an end beyond the file',
      byHand({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, Buffer.alloc(4)),
    ],
    ['a null entry', byHand({ a: null })],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n and so on and so forth')],
  ])('refuses %s in words', async (_, bytes) => {
    const file = path.join(folder, 'bad.safetensors');
    writeFileSync(file, bytes);
    const error = await readSafetensors(file).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(file);
  });

  it('is cut anywhere without anything but an error in words', () => {
    const whole = encodeSafetensors(one([1, 2, 3]));
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors(whole.subarray(0, length))).toThrow(InputError);
    }
  });
});
