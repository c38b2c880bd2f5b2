import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeImage } from '@ddr-lab/images/io';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { degrade } from '../../src/degradations/presets';
import { ddrInProcess } from '../bin/in-process';

const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-degradation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ddr(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { status, out, err } = await ddrInProcess(['degradation', ...words], folder);
  return { code: status, stdout: out, stderr: err };
}

interface Row {
  file: string;
  blur: { value: number } | null;
  noise: { value: number; low: number; high: number } | null;
  grey: boolean;
  warnings: string[];
}

beforeAll(async () => {
  const scene = drawScene({ seed: 77, index: 50, height: 160, width: 160 });
  const noisy = await degrade(scene, 'noise20', { seed: 1 });
  mkdirSync(path.join(folder, 'photos'));
  await writeImage(scene, path.join(folder, 'clean.png'));
  await writeImage(noisy, path.join(folder, 'photos/noisy.png'));
  const file = sharp(path.join(folder, 'photos/noisy.png'));
  await file.clone().ensureAlpha(0.5).png().toFile(path.join(folder, 'photos/alpha.png'));
  await file.clone().greyscale().png().toFile(path.join(folder, 'photos/grey.png'));
  await file.clone().toColourspace('rgb16').png().toFile(path.join(folder, 'photos/sixteen.png'));
  await file.clone().tiff({ compression: 'none' }).toFile(path.join(folder, 'photos/tiff.tif'));
  await sharp({ create: { width: 5, height: 5, channels: 3, background: 'red' } })
    .png()
    .toFile(path.join(folder, 'tiny.png'));
  writeFileSync(path.join(folder, 'text.png'), 'no image');
});

describe('ddr degradation', () => {
  it('prints JSON of files and folders of every kind of image', async () => {
    const { code, stdout, stderr } = await ddr('clean.png', 'tiny.png', 'photos', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const rows = JSON.parse(stdout) as Row[];
    const names = ['alpha.png', 'grey.png', 'noisy.png', 'sixteen.png', 'tiff.tif'];
    expect(rows.map(({ file }) => file)).toEqual([
      'clean.png',
      'tiny.png',
      ...names.map((name) => `photos/${name}`),
    ]);
    const [clean, tiny, alpha, grey, noisy, sixteen, tiff] = rows;
    expect(Math.abs(noisy.noise!.value / 20 - 1)).toBeLessThan(0.2);
    expect(noisy.noise!.low).toBeLessThan(noisy.noise!.value);
    expect(clean.noise!.value).toBeLessThan(4);
    expect([tiny.blur, tiny.noise, tiny.warnings.length]).toEqual([null, null, 1]);
    expect([grey.grey, noisy.grey]).toEqual([true, false]);
    for (const same of [alpha, tiff]) expect(same.noise).toEqual(noisy.noise);
    // sharp's 16 bits are 256 times its 8, not 257: all is darker by 0.4 %.
    expect(sixteen.noise!.value / noisy.noise!.value).toBeCloseTo((256 * 255) / 65535, 2);
  });

  it('prints a table, and warnings below it; a single image has no rank', async () => {
    const { stdout } = await ddr('clean.png', 'tiny.png');
    expect(stdout).toMatch(/^image +blur \(px\) +blur HR \(px\) +noise \(levels\) +rank by blur +by noise\n/);
    expect(stdout).toMatch(/\ntiny\.png: too small: 5 x 5 pixels/);
    expect((await ddr('clean.png')).stdout).not.toContain('rank');
  });

  it.each([
    ['no image', ['clean.png', 'text.png'], /text\.png: cannot be read as an image/],
    ['no file', ['gone.png'], /gone\.png: no such file/],
    ['an empty folder', ['.ddr-none/'], /\.ddr-none\/: no such file/],
    ['no word', [], /files/],
  ])('ends with status 2 and words for %s', async (_, words, message) => {
    const { code, stdout, stderr } = await ddr(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ {4}at /);
  });
});
