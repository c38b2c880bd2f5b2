import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { zip } from './archives';
import { serve, type FileServer } from './server';

const bytes = zip({ 'trip/1.png': 'one', 'trip/2.jpg': 'two', 'trip/notes.txt': 'no image' });
let to: string;
let server: FileServer;

beforeEach(async () => {
  to = await mkdtemp(path.join(tmpdir(), 'ddr-fetch-command-'));
  server = await serve('trip.zip', () => bytes);
});

afterEach(async () => {
  await server.close();
  await rm(to, { recursive: true, force: true });
});

/** Runs `ddr fetch` with the data root at `to`. */
function ddrFetch(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, DDR_DATA: to };
    execFile('node', ['bin/ddr.js', 'fetch', ...words], { env }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
  });
}

it('fetches an archive of one’s own into the data root', async () => {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const words = ['trip', '--url', server.url, '--sha256', sha256, '--size', String(bytes.length)];
  const { status, out, err } = await ddrFetch(...words);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain(`trip: 2 files in ${path.join(to, 'trip')}.`);
  expect(await readFile(path.join(to, 'trip', '2.jpg'), 'utf8')).toBe('two');
});

it('says in plain words what is wrong, and exits with 2', async () => {
  const { status, err } = await ddrFetch('trip', '--url', server.url, '--sha256', '0'.repeat(64));
  expect(status).toBe(2);
  expect(err).toMatch(/^ddr: .*trip\.zip: its SHA256 is [0-9a-f]{64}, expected 0{64}\..*\n$/);
});
