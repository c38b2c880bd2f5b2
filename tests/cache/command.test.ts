import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { openCache } from '@ddr-lab/base/cache/cache';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What `ddr cache` says, with `DDR_CACHE` set to `setting`. */
function ddrCache(setting: string, ...words: string[]): Promise<{ code: unknown; said: string }> {
  const ddr = path.join(__dirname, '../../bin/ddr.js');
  const env = { ...process.env, DDR_CACHE: setting };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [ddr, 'cache', '--folder', folder, ...words],
      { env },
      (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, said: stdout + stderr });
      },
    );
  });
}

it('says where and how large, and empties it', async () => {
  const data = new Float64Array(2000);
  const cache = openCache({ folder, limit: 1e9 });
  await cache.write('tsne', 'a'.repeat(40), { points: createMatrix(1, 2000, data) });
  expect(await ddrCache('4G')).toEqual({
    code: 0,
    said: expect.stringMatching(/: 1 result, 15\.\d KiB \(at most 4 GiB\)\n$/),
  });
  expect((await ddrCache('off', '--clear')).said).toMatch(/: removed 1 result, 15\.\d KiB\n$/);
  expect(await readdir(folder)).toEqual([]);
  expect((await ddrCache('off')).said).toContain('0 results, 0 bytes (not used: DDR_CACHE is off)');
});

it('refuses a DDR_CACHE that says nothing', async () => {
  const { code, said } = await ddrCache('plenty');
  expect(code).toBe(2);
  expect(said).toContain('DDR_CACHE is plenty');
});
