import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMatrix, createMatrix } from '@ddr-lab/base/arrays/matrix';
import { decodeNpy, encodeNpy, readNpy, writeNpy } from '@ddr-lab/base/arrays/npy';
import { InputError } from '@ddr-lab/base/errors';

const fixture = (name: string): string => path.join(__dirname, '../fixtures/arrays', name);
/** What tests/fixtures/arrays/make.py calls a ramp. */
const ramp = (length: number): number[] => Array.from({ length }, (_, i) => (i * 3) / 7 - 2);

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'ddr-npy-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('files that NumPy wrote', () => {
  it('float32 and float64, versions 1 to 3', async () => {
    expect(await readNpy(fixture('f4.npy'))).toEqual({ shape: [5, 3], data: Float32Array.from(ramp(15)) });
    expect(await readNpy(fixture('f8.npy'))).toEqual({ shape: [5, 3], data: Float64Array.from(ramp(15)) });
    expect(await readNpy(fixture('version2.npy'))).toEqual({
      shape: [4, 2],
      data: Float32Array.from(ramp(8)),
    });
    expect(await readNpy(fixture('version3.npy'))).toEqual({
      shape: [4, 2],
      data: Float64Array.from(ramp(8)),
    });
  });

  it.each([
    ['i1', Int8Array],
    ['i2', Int16Array],
    ['i4', Int32Array],
  ] as const)('%s', async (name, Type) => {
    const { shape, data } = await readNpy(fixture(`${name}.npy`));
    expect(shape).toEqual([5, 3]);
    expect(data).toEqual(Type.from(ramp(15).map(Math.trunc)));
  });

  it.each([
    ['u1', Uint8Array],
    ['u2', Uint16Array],
    ['u4', Uint32Array],
  ] as const)('%s', async (name, Type) => {
    expect((await readNpy(fixture(`${name}.npy`))).data).toEqual(new Type(15).map((_, i) => i));
  });

  it('integers of 8 bytes, as a matrix too', async () => {
    const signed = await readNpy(fixture('i8.npy'));
    expect(signed.data).toEqual(BigInt64Array.from(ramp(15).map((value) => BigInt(Math.trunc(value)))));
    expect(asMatrix(signed).data).toEqual(Float64Array.from(ramp(15), (value) => Math.trunc(value) + 0));
    expect((await readNpy(fixture('u8.npy'))).data).toEqual(
      BigUint64Array.from({ length: 15 }, (_, i) => BigInt(i)),
    );
    const wide = { shape: [1, 1], data: BigInt64Array.of(2n ** 53n + 1n) };
    expect(() => asMatrix(wide)).toThrow(/9007199254740993/);
  });

  it('the other order of bytes, and half precision as float32', async () => {
    const big = await readNpy(fixture('big-endian.npy'));
    expect(big.data).toEqual(Float64Array.from(ramp(big.data.length)));
    const half = await readNpy(fixture('half.npy'));
    // What NumPy rounded the ramp to: 11 bits.
    expect([...half.data]).toEqual([-2, -1.5712890625, -1.142578125, -0.71435546875]);
  });

  it.each([
    ['>f4', 4, Float32Array],
    ['>i2', 2, Int16Array],
    ['>u8', 8, BigUint64Array],
    ['|b1', 1, Uint8Array],
    ['>f2', 2, Float32Array],
  ] as const)('%s, put together by hand', (code, size, Type) => {
    const header = `{'descr': '${code}', 'fortran_order': False, 'shape': (2,), }`.padEnd(117) + '\n';
    const body = Buffer.alloc(2 * size);
    // 1 and 3 as big-endian numbers of each type; truth values are any byte but 0.
    if (code === '>f4') [1, 3].forEach((value, i) => body.writeFloatBE(value, 4 * i));
    else if (code === '>f2') [0x3c00, 0x4200].forEach((value, i) => body.writeUInt16BE(value, 2 * i));
    else [1, 3].forEach((value, i) => (body[size * (i + 1) - 1] = value));
    const bytes = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00' + header, 'latin1'), body]);
    const { data } = decodeNpy(bytes);
    expect(data).toBeInstanceOf(Type);
    expect([...data].map(Number)).toEqual(code === '|b1' ? [1, 1] : [1, 3]);
  });

  it('Fortran order becomes C order', async () => {
    expect(await readNpy(fixture('fortran.npy'))).toEqual({
      shape: [2, 3, 4],
      data: Float64Array.from(ramp(24)),
    });
  });

  it('the first axis are the rows of a matrix, the others are flattened', async () => {
    const cube = asMatrix(await readNpy(fixture('cube.npy')));
    expect(cube).toEqual({ rows: 2, columns: 12, data: Float32Array.from(ramp(24)) });
    expect(asMatrix(await readNpy(fixture('line.npy')))).toMatchObject({ rows: 6, columns: 1 });
  });

  it.each(['scalar', 'empty'])('%s: no rows of numbers', async (name) => {
    const array = await readNpy(fixture(`${name}.npy`));
    expect(() => asMatrix(array, 'x.npy')).toThrow(/x\.npy has the shape/);
  });

  it.each([['records', /records/]])('%s is refused in words', async (name, words) => {
    const reading = readNpy(fixture(`${name}.npy`));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(words);
    await expect(reading).rejects.toThrow(`${name}.npy`);
  });
});

describe('writing', () => {
  it.each(['f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'cube', 'line', 'scalar', 'empty'])(
    'gives the very bytes that NumPy gives: %s',
    async (name) => {
      const theirs = await readFile(fixture(`${name}.npy`));
      const ours = encodeNpy(await readNpy(fixture(`${name}.npy`)));
      expect(Buffer.from(ours).equals(theirs)).toBe(true);
    },
  );

  it('round trips any float64 array', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { maxLength: 4 }), fc.infiniteStream(fc.double()), (shape, numbers) => {
        const length = shape.reduce((product, size) => product * size, 1);
        const data = Float64Array.from({ length }, () => numbers.next().value as number);
        expect(decodeNpy(encodeNpy({ shape, data }))).toEqual({ shape, data });
      }),
    );
  });

  it('writes a view of a longer buffer, makes folders, and leaves nothing else behind', async () => {
    const data = Float32Array.of(9, 1, 2, 3, 4, 9).subarray(1, 5);
    const file = path.join(folder, 'made', 'out.npy');
    await writeNpy(file, createMatrix(2, 2, data));
    expect(await readNpy(file)).toEqual({ shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) });
    expect(await readdir(path.dirname(file))).toEqual(['out.npy']);
  });

  it('refuses a shape that is not the data and a place that cannot be', async () => {
    expect(() => encodeNpy({ shape: [2, 2], data: new Float32Array(3) })).toThrow(InputError);
    await writeFile(path.join(folder, 'a-file'), '');
    const out = path.join(folder, 'a-file', 'out.npy');
    await expect(writeNpy(out, createMatrix(1, 1, new Float32Array(1)))).rejects.toThrow(InputError);
  });
});

describe('damaged files', () => {
  it('cut off anywhere: an InputError that names the file', async () => {
    const whole = await readFile(fixture('f4.npy'));
    for (const length of [0, 3, 6, 9, 11, 60, 127, 128, 187]) {
      expect(() => decodeNpy(whole.subarray(0, length), 'cut.npy')).toThrow(InputError);
      expect(() => decodeNpy(whole.subarray(0, length), 'cut.npy')).toThrow(/cut\.npy/);
      const file = path.join(folder, `cut-${length}.npy`);
      await writeFile(file, whole);
      await truncate(file, length);
      await expect(readNpy(file)).rejects.toThrow(InputError);
      await expect(readNpy(file)).rejects.toThrow(`cut-${length}.npy`);
    }
  });

  it('a byte too many', async () => {
    const whole = await readFile(fixture('f4.npy'));
    expect(() => decodeNpy(Buffer.concat([whole, Buffer.of(0)]))).toThrow(/189 bytes .* needs 188/);
  });

  it('shapes that no memory holds take none', async () => {
    const whole = (await readFile(fixture('f4.npy'))).toString('latin1');
    for (const shape of ['(99999999999, 999999999, 99999999)', '(99999999999,)', `(${'9'.repeat(60)},)`]) {
      const text = whole.replace(/\(5, 3\)(?<spare>.*?)\n/, () => `${shape}, }`.padEnd(68) + '\n');
      const file = path.join(folder, 'absurd.npy');
      await writeFile(file, Buffer.from(text, 'latin1'));
      await expect(readNpy(file)).rejects.toThrow(/absurd\.npy .*shape \((9{11}|1e\+60)/);
    }
  });

  it('any bytes flipped in the header: an array or an InputError, never another error', async () => {
    const whole = await readFile(fixture('f4.npy'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(127), fc.nat(255)), { minLength: 1, maxLength: 6 }), (flips) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of flips) bytes[at] = value;
        try {
          decodeNpy(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('foreign files, folders and no file at all', async () => {
    await expect(readNpy(path.join(__dirname, 'npy.test.ts'))).rejects.toThrow(/not a NumPy \.npy file/);
    await expect(readNpy(folder)).rejects.toThrow(InputError);
    await expect(readNpy(path.join(folder, 'nowhere.npy'))).rejects.toThrow(/no such file/);
  });
});
