import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { encodeNpy } from '@ddr-lab/base/arrays/npy';
import { readNpz, writeNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';

const fixture = (name: string): string => path.join(__dirname, '../fixtures/arrays', name);
const ramp = (length: number): number[] => Array.from({ length }, (_, i) => (i * 3) / 7 - 2);

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'ddr-npz-'))));
afterAll(() => rm(folder, { recursive: true }));

it('reads what numpy.savez wrote', async () => {
  expect(await readNpz(fixture('stored.npz'))).toEqual({
    RB1: { shape: [4, 3], data: Float32Array.from(ramp(12)) },
    RB16: { shape: [2, 3, 4], data: Float64Array.from(ramp(24)) },
  });
});

it('reads what numpy.savez_compressed wrote', async () => {
  expect(await readNpz(fixture('deflated.npz'))).toEqual({
    RB1: { shape: [40, 30], data: Float32Array.from(ramp(1200)) },
    empty: { shape: [0, 2], data: new Float64Array(0) },
  });
});

it('round trips, the same bytes each time, nothing left behind', async () => {
  const file = path.join(folder, 'out', 'a.npz');
  const arrays = {
    RB1: createMatrix(2, 3, Float32Array.from(ramp(6))),
    'UP 1/β': { shape: [2, 1, 2], data: Float64Array.from(ramp(4)) },
  };
  await writeNpz(file, arrays);
  const bytes = await readFile(file);
  expect(await readNpz(file)).toEqual({
    RB1: { shape: [2, 3], data: arrays.RB1.data },
    'UP 1/β': arrays['UP 1/β'],
  });
  await writeNpz(file, arrays);
  expect((await readFile(file)).equals(bytes)).toBe(true);
  expect(await readdir(path.dirname(file))).toEqual(['a.npz']);
});

it('names are names, no paths: those of an ONNX graph come back as they are', async () => {
  const file = path.join(folder, 'names.npz');
  const names = ['/body/body.0/Add', '../up', 'C:/net', 'back\\slash', '..', 'é/'];
  const arrays = names.map((name, i) => [name, createMatrix(1, 1, Float32Array.of(i))] as const);
  await writeNpz(file, Object.fromEntries(arrays));
  const read = await readNpz(file);
  expect(Object.entries(read).map(([name, { data }]) => [name, data[0]])).toEqual(
    names.map((name, i) => [name, i]),
  );
});

it('cut off anywhere, or one byte of the numbers changed: an InputError that names the file', async () => {
  const whole = await readFile(fixture('stored.npz'));
  const file = path.join(folder, 'damaged.npz');
  for (const length of [0, 10, 100, 300, whole.length - 1]) {
    await writeFile(file, whole.subarray(0, length));
    await expect(readNpz(file)).rejects.toThrow(InputError);
    await expect(readNpz(file)).rejects.toThrow('damaged.npz');
  }
  const flipped = Buffer.from(whole);
  // 4 x 3 float32 end where the next entry's signature begins.
  const next = whole.indexOf('PK\x03\x04', 4, 'latin1');
  flipped[next - 5] ^= 0x10;
  await writeFile(file, flipped);
  await expect(readNpz(file)).rejects.toThrow(/RB1\.npy does not match its checksum/);
});

it('an entry that claims more than its bytes can hold takes no memory', async () => {
  const bytes = Buffer.from(zipSync({ 'a.npy': encodeNpy(createMatrix(2, 2, new Float32Array(4))) }));
  const directory = bytes.indexOf('PK\x01\x02', 0, 'latin1');
  bytes.writeUInt32LE(0xf0000000, directory + 24);
  const file = path.join(folder, 'bomb.npz');
  await writeFile(file, bytes);
  await expect(readNpz(file)).rejects.toThrow(/a\.npy claims 4026531840 bytes/);
});

it('refuses what is no array, no zip, and no file', async () => {
  const file = path.join(folder, 'other.npz');
  await writeFile(file, zipSync({ 'readme.txt': Buffer.from('hello') }));
  await expect(readNpz(file)).rejects.toThrow(/readme\.txt is not an array/);
  await expect(readNpz(fixture('f4.npy'))).rejects.toThrow(InputError);
  await expect(readNpz(folder)).rejects.toThrow(InputError);
  await expect(readNpz(path.join(folder, 'nowhere.npz'))).rejects.toThrow(/no such file/);
});
