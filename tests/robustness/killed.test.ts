import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNpy } from '@ddr-lab/base/arrays/npy';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { loadFigure } from '../../src/charts/saved';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { readImage } from '@ddr-lab/images/io';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import { createRandom } from '@ddr-lab/base/random';
import { readClaimsFile } from '@ddr-lab/book/claims/committed';
import { readNotebook } from '@ddr-lab/book/notebook-file';
import { chromiumMissing } from '../charts/chromium-here';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'ddr-killed-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts a process that writes files of each kind, and kills it `milliseconds` after it has written each once. */
async function writeAndKill(milliseconds: number, figures: boolean): Promise<void> {
  const args = [path.join(__dirname, 'write-each.js'), folder, '1000000', ...(figures ? ['figures'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const first = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data))),
  );
  expect(first).toContain('turn 0 {}');
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  child.kill('SIGKILL');
  await ended;
}

/** Reads every file with the reader of its kind: each is checked by its length, a checksum or its grammar. */
async function readAll(): Promise<void> {
  const at = (name: string): string => path.join(folder, name);
  expect((await readNpy(at('array.npy'))).shape).toEqual([1, 60_000]);
  expect((await readNpz(at('arrays.npz'))).a.shape).toEqual([1, 60_000]);
  expect((await readImage(at('image.png'))).height).toBe(200);
  expect((await readSafetensors(at('weights.safetensors'))).tensors.get('a')!.data).toHaveLength(60_000);
  expect((await loadFigure('figure', folder)).data).toHaveLength(1);
  expect(await readClaimsFile(at('claims.json'))).toHaveLength(500);
  expect((await readNotebook(at('notebook.ipynb'))).cells).toHaveLength(1);
}

describe('killed with -9 at any moment', () => {
  it('no file is half written, and the next run removes what is left beside it', async () => {
    const random = createRandom(23);
    for (let run = 0; run < 6; run++) {
      await writeAndKill(200 * random.uniform(), false);
      await readAll();
    }
    // As a killed process leaves it; one that another is writing now stays.
    const [old, fresh] = ['0123456789ab', 'ba9876543210'].map((mark) =>
      path.join(folder, `array.npy.${mark}.tmp`),
    );
    for (const file of [old, fresh]) await writeFile(file, 'half');
    const long = new Date(Date.now() - 3600e3);
    await utimes(old, long, long);
    await writeWhole(path.join(folder, 'array.npy'), 'whole');
    const names = await readdir(folder);
    expect(names).not.toContain(path.basename(old));
    expect(names).toContain(path.basename(fresh));
  });

  it.skipIf(chromiumMissing)('no exported figure is, either', async () => {
    const random = createRandom(29);
    for (let run = 0; run < 2; run++) {
      await writeAndKill(2000 * random.uniform(), true);
      const [svg, pdf, png] = await Promise.all(
        ['svg', 'pdf', 'png'].map((format) => readFile(path.join(folder, `figure.${format}`))),
      );
      expect(svg.toString()).toMatch(/^<svg [^]*<\/svg>\s*$/);
      expect(pdf.toString('latin1')).toMatch(/^%PDF-[^]*%%EOF\s*$/);
      expect((await sharp(png, { failOn: 'warning' }).raw().toBuffer()).length).toBeGreaterThan(0);
    }
  });
});
