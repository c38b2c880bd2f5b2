import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { withZip } from '@ddr-lab/base/files/zip';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-zip-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'some.zip');

it('a zip file gives its entries, and what its user throws is no fault of the file', async () => {
  writeFileSync(file, zipSync({ 'a.txt': Buffer.from('one'), 'b/c.txt': Buffer.from('two') }));
  const texts = await withZip(file, async ({ entries, read }) =>
    Promise.all([...entries.keys()].map(async (name) => Buffer.from(await read(name)).toString())),
  );
  expect(texts).toEqual(['one', 'two']);
  const fault = new TypeError('a bug of mine');
  await expect(withZip(file, () => Promise.reject(fault))).rejects.toBe(fault);
  await expect(withZip(file, ({ read }) => read('d.txt'))).rejects.toThrow(/no entry d.txt/);
});

it('a damaged one is an error that names it', async () => {
  const whole = Buffer.from(zipSync({ 'a.txt': Buffer.from('one') }, { level: 0 }));
  for (const broken of [
    whole.subarray(0, 30),
    Buffer.alloc(0),
    Buffer.from('no zip at all, but long enough to be'),
  ]) {
    writeFileSync(file, broken);
    const reading = withZip(file, ({ read }) => read('a.txt'));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(file);
  }
  const changed = Buffer.from(whole);
  changed[changed.indexOf('one')] = 0;
  writeFileSync(file, changed);
  await expect(withZip(file, ({ read }) => read('a.txt'))).rejects.toThrow(/checksum/);
});
