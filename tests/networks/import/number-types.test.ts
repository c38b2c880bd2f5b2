import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { readWeightFile } from '../../../src/networks/import/import-weights';
import { decodeSafetensors } from '@ddr-lab/weights/safetensors';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 1.5 and 3 (or 1 and 3) as numbers of each type, little-endian. */
const types: readonly (readonly [
  safetensors: string,
  numpy: string | undefined,
  bytes: number[],
  values: number[],
])[] = [
  ['F64', 'f8', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0x08, 0x40], [1.5, 3]],
  ['F32', 'f4', [0, 0, 0xc0, 0x3f, 0, 0, 0x40, 0x40], [1.5, 3]],
  ['F16', 'f2', [0, 0x3e, 0, 0x42], [1.5, 3]],
  ['BF16', undefined, [0xc0, 0x3f, 0x40, 0x40], [1.5, 3]],
  ['F8_E4M3', undefined, [0x3c, 0x44], [1.5, 3]],
  ['F8_E5M2', undefined, [0x3e, 0x42], [1.5, 3]],
  ['I64', 'i8', [255, 255, 255, 255, 255, 255, 255, 255, 3, 0, 0, 0, 0, 0, 0, 0], [-1, 3]],
  ['I32', 'i4', [255, 255, 255, 255, 3, 0, 0, 0], [-1, 3]],
  ['I16', 'i2', [255, 255, 3, 0], [-1, 3]],
  ['I8', 'i1', [255, 3], [-1, 3]],
  ['U64', 'u8', [1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0], [1, 3]],
  ['U32', 'u4', [255, 255, 255, 255, 3, 0, 0, 0], [2 ** 32, 3]],
  ['U16', 'u2', [255, 255, 3, 0], [65535, 3]],
  ['U8', 'u1', [255, 3], [255, 3]],
  ['BOOL', 'b1', [0, 1], [0, 1]],
];

function npy(code: string, bytes: Uint8Array, shape = '(2,)', fortran = 'False'): Uint8Array {
  const header = `{'descr': '${code}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`.padEnd(117) + '\n';
  return Buffer.concat([Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}`, 'latin1'), bytes]);
}

async function fromNpz(entries: Record<string, Uint8Array>): Promise<Map<string, number[]>> {
  const file = path.join(folder, 'some.npz');
  writeFileSync(file, zipSync(entries));
  const { tensors } = await readWeightFile(file);
  return new Map([...tensors].map(([name, { data }]) => [name, [...data]]));
}

describe('one table of types', () => {
  it.each(types)('%s in safetensors', (dtype, _, bytes, values) => {
    const json = JSON.stringify({ w: { dtype, shape: [2], data_offsets: [0, bytes.length] } });
    const length = Buffer.alloc(8);
    length.writeUInt32LE(json.length);
    const file = Buffer.concat([length, Buffer.from(json), Buffer.from(bytes)]);
    expect([...decodeSafetensors(file).tensors.get('w')!.data]).toEqual(values);
  });

  it.each(types.filter(([, code]) => code !== undefined))(
    '%s, which is %s in NumPy, in either order',
    async (_, code, bytes, values) => {
      const half = bytes.length / 2;
      const turned = [...bytes.slice(0, half).reverse(), ...bytes.slice(half).reverse()];
      const entries = {
        'a.npy': npy(`<${code}`, Buffer.from(bytes)),
        'b.npy': npy(`>${code}`, Buffer.from(turned)),
      };
      expect(await fromNpz(entries)).toEqual(
        new Map([
          ['a', values],
          ['b', values],
        ]),
      );
    },
  );

  it('Fortran order is turned, and texts and objects beside arrays are passed over', async () => {
    const numbers = Buffer.from(Float32Array.of(1, 4, 2, 5, 3, 6).buffer);
    const entries = {
      'a.npy': npy('<f4', numbers, '(2, 3)', 'True'),
      'words.npy': npy('<U3', Buffer.alloc(24)),
      'objects.npy': npy('|O', Buffer.from('\x80\x02N.', 'latin1')),
    };
    expect(await fromNpz(entries)).toEqual(new Map([['a', [1, 2, 3, 4, 5, 6]]]));
  });

  it.each(['C64', 'F8_E8M0', 'F4', 'toString'])('%s is refused by its name', (dtype) => {
    const json = JSON.stringify({ w: { dtype, shape: [0], data_offsets: [0, 0] } });
    const length = Buffer.alloc(8);
    length.writeUInt32LE(json.length);
    expect(() => decodeSafetensors(Buffer.concat([length, Buffer.from(json)]))).toThrow(`type ${dtype}`);
  });
});
