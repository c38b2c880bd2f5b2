import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { openCache, type Cache } from '@ddr-lab/base/cache/cache';
import type { Entry } from '@ddr-lab/base/cache/entry';
import { cacheContents, clearCache } from '@ddr-lab/base/cache/evict';
import { fingerprintOf } from '@ddr-lab/base/cache/key';

let folder: string;
let warnings: string[];
const warn = (message: string): unknown => warnings.push(message);
const open = (limit = 1e6): Cache => openCache({ folder, limit, bulky: ['features'], warn });
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-cache-'));
  warnings = [];
});
afterEach(async () => {
  await chmod(folder, 0o700).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

const keyOf = (name: string): string => fingerprintOf(name);
const numbers = (count: number, first = 0): Entry => ({
  points: createMatrix(
    1,
    count,
    Float64Array.from({ length: count }, (_, i) => first + i),
  ),
});
const files = async (): Promise<string[]> => (await readdir(folder)).sort();

describe('a cache', () => {
  it('gives back what was written, to this and to the next process, and nothing else', async () => {
    await open().write('tsne', keyOf('a'), numbers(3));
    const cache = open();
    expect(await cache.read('tsne', keyOf('a'))).toEqual(numbers(3));
    expect(await cache.read('tsne', keyOf('b'))).toBeUndefined();
    expect(await cache.read('scores', keyOf('a'))).toBeUndefined();
    expect(await files()).toHaveLength(1);
  });

  it('takes a file that is cut, changed, empty or another one for none, and writes it anew', async () => {
    const cache = open();
    await cache.write('tsne', keyOf('a'), numbers(3));
    const file = path.join(folder, (await files())[0]);
    const whole = await readFile(file);
    const turned = Buffer.from(whole);
    turned[turned.length - 3] ^= 4;
    for (const bytes of [whole.subarray(0, 40), turned, Buffer.alloc(0), Buffer.from('hello')]) {
      await writeFile(file, bytes);
      expect(await cache.read('tsne', keyOf('a'))).toBeUndefined();
    }
    await cache.write('tsne', keyOf('a'), numbers(3));
    expect(await cache.read('tsne', keyOf('a'))).toEqual(numbers(3));
    expect(warnings).toEqual([]);
  });

  it('stays within its limit: the oldest use goes first, but bulky kinds before all', async () => {
    const cache = open(10_000);
    const age = async (kind: string, name: string, hours: number): Promise<void> => {
      const then = new Date(Date.now() - 3600e3 * hours);
      await utimes(path.join(folder, `${kind}-${keyOf(name)}.ddr`), then, then);
    };
    // About 2,150 bytes each.
    for (const name of ['a', 'b', 'c']) await cache.write('tsne', keyOf(name), numbers(256));
    await cache.write('features', keyOf('new'), numbers(256));
    await age('tsne', 'a', 3);
    await age('tsne', 'b', 9);
    await age('tsne', 'c', 6);
    expect(await cache.read('tsne', keyOf('b'))).toBeDefined(); // used just now
    await cache.write('tsne', keyOf('d'), numbers(256));
    expect(await cache.read('features', keyOf('new'))).toBeUndefined();
    for (const name of ['a', 'b', 'c', 'd']) await age('tsne', name, name === 'c' ? 6 : 1);
    await cache.write('tsne', keyOf('e'), numbers(256));
    expect(await cache.read('tsne', keyOf('c'))).toBeUndefined();
    for (const name of ['a', 'b', 'd', 'e'])
      expect(await cache.read('tsne', keyOf(name)), name).toEqual(numbers(256));
    expect((await cacheContents(folder)).bytes).toBeLessThanOrEqual(10_000);
  });

  it('does not keep an entry that would drive out the others', async () => {
    const cache = open(10_000);
    await cache.write('tsne', keyOf('a'), numbers(10));
    await cache.write('tsne', keyOf('huge'), numbers(400));
    expect(await cache.read('tsne', keyOf('huge'))).toBeUndefined();
    expect(await cache.read('tsne', keyOf('a'))).toEqual(numbers(10));
  });

  it('removes what a killed process left half written, but not what another is writing now', async () => {
    const left = path.join(folder, `tsne-${keyOf('x')}.ddr.0123456789ab.tmp`);
    const busy = path.join(folder, `tsne-${keyOf('y')}.ddr.0123456789ab.tmp`);
    await writeFile(left, 'half');
    await writeFile(busy, 'half');
    const long = new Date(Date.now() - 3600e3);
    await utimes(left, long, long);
    await open().write('tsne', keyOf('a'), numbers(3));
    const names = await files();
    expect(names).not.toContain(path.basename(left));
    expect(names).toContain(path.basename(busy));
  });

  it('goes on, with one warning, where nothing can be written', async () => {
    const blocked = path.join(folder, 'file');
    await writeFile(blocked, '');
    const cache = openCache({ folder: path.join(blocked, 'cache'), limit: 1e6, warn });
    for (const name of ['a', 'b']) {
      await cache.write('tsne', keyOf(name), numbers(3));
      expect(await cache.read('tsne', keyOf(name))).toBeUndefined();
    }
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(blocked);
  });

  it.skipIf(process.platform === 'win32')(
    'goes on, and leaves no half file, where the system ends a write midway',
    async () => {
      // As on a full disk: no file of this process may grow beyond 200 blocks.
      const script = path.resolve('tests/cache/write-one.js');
      const { stdout, stderr } = await promisify(execFile)('sh', [
        '-c',
        'ulimit -f 200; exec "$0" "$@"',
        process.execPath,
        script,
        folder,
      ]);
      expect(JSON.parse(stdout)).toEqual({ kept: false, files: [] });
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toContain(folder);
    },
  );

  it('may be removed at any moment', async () => {
    const cache = open();
    await cache.write('tsne', keyOf('a'), numbers(3));
    await rm(folder, { recursive: true });
    expect(await cache.read('tsne', keyOf('a'))).toBeUndefined();
    await cache.write('tsne', keyOf('a'), numbers(3));
    expect(await cache.read('tsne', keyOf('a'))).toEqual(numbers(3));
    expect(warnings).toEqual([]);
  });

  it('is emptied of its own files alone', async () => {
    await open().write('tsne', keyOf('a'), numbers(3));
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    await mkdir(path.join(folder, 'tsne-folder'));
    const bytes = (await stat(path.join(folder, `tsne-${keyOf('a')}.ddr`))).size;
    expect(await clearCache(folder)).toEqual({ files: 1, bytes });
    expect(await files()).toEqual(['notes.txt', 'tsne-folder']);
    expect(await clearCache(path.join(folder, 'nowhere'))).toEqual({ files: 0, bytes: 0 });
  });
});

describe('several processes in one folder', () => {
  /** A process that writes and reads ten entries over and over, under a limit that evicts all the time. */
  const start = (turns: number): ReturnType<typeof spawn> =>
    spawn(process.execPath, [path.resolve('tests/cache/hammer.js'), folder, String(turns)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const end = (child: ReturnType<typeof spawn>): Promise<{ code: number | null; text: string }> =>
    new Promise((resolve) => {
      let text = '';
      child.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.on('close', (code) => resolve({ code, text }));
    });

  it('neither damage each other nor crash, also when one is killed while writing', async () => {
    const [a, b, victim] = [start(60), start(60), start(1e9)];
    const ended = Promise.all([a, b].map(end));
    victim.stdout!.once('data', () => setTimeout(() => victim.kill('SIGKILL'), 300));
    await end(victim);
    for (const { code, text } of await ended) {
      expect(code, text).toBe(0);
      const { reads, wrong } = JSON.parse(text.trim().split('\n').at(-1)!) as Record<string, number>;
      expect(reads).toBeGreaterThan(0);
      expect(wrong).toBe(0);
    }
    // All that is left is whole, but for what the killed one was writing.
    const cache = open();
    for (const name of (await files()).filter((file) => file.endsWith('.ddr'))) {
      const [kind, key] = name.slice(0, -'.ddr'.length).split('-');
      expect(await cache.read(kind, key), name).toBeDefined();
    }
  });
});
