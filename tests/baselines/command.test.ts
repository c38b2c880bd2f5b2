import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gaussianNoise } from '../../src/degradations/gaussian-noise';
import { createImage, type Image } from '@ddr-lab/images/image';
import { readImage, toBytes, writeImage } from '@ddr-lab/images/io';
import { bm3d } from '@ddr-lab/bm3d/bm3d';

let folder: string;
const inFolder = (name: string): string => path.join(folder, name);
const noisy = (height: number, width: number, seed: number): Promise<Image> => {
  const ramp = Float32Array.from({ length: height * width * 3 }, (_, i) => 0.3 + 0.001 * (i % (3 * width)));
  return gaussianNoise(createImage(height, width, ramp), { sigma: 20, seed });
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ddr-denoise-'));
  await writeImage(await noisy(20, 24, 1), inFolder('one.png'));
  await writeImage(await noisy(16, 17, 2), inFolder('two.png'));
  await writeImage(await noisy(7, 30, 3), inFolder('low.png'));
  writeFileSync(inFolder('text.png'), 'not an image');
  writeFileSync(inFolder('one.jpg'), 'another one');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ddr(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.resolve('bin/ddr.js'), ...words], { cwd: folder }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
  });
}

it('writes what the library computes, and names each file', async () => {
  const words = ['--method', 'bm3d', '--sigma', '20', '--out', 'new/denoised'];
  const outcome = await ddr('denoise', 'one.png', 'two.png', ...words);
  expect(outcome).toMatchObject({ status: 0, err: '' });
  expect(outcome.out.trimEnd().split('\n')).toEqual(
    ['one', 'two'].map((name) => path.join('new/denoised', `${name}.png`)),
  );
  for (const name of ['one.png', 'two.png']) {
    const written = await readImage(inFolder(path.join('new/denoised', name)));
    expect(toBytes(written)).toEqual(toBytes(await bm3d(await readImage(inFolder(name)), { sigma: 20 })));
  }
});

describe('bad input: plain words, status 2, no file', () => {
  it.each([
    ['a missing image', ['one.png', 'none.png'], /none\.png: no such file/],
    ['no image', ['one.png', 'text.png'], /text\.png: cannot be read as an image/],
    ['an image below one patch', ['one.png', 'low.png'], /low\.png: .*30 x 7 pixels/],
    ['two of one name', ['one.png', 'one.jpg'], /one\.png and one\.jpg would both become/],
    ['a result over its input', ['one.png', '--out', '.'], /one\.png: its result would replace it/],
    ['a silly sigma', ['one.png', '--sigma', 'much'], /sigma.*number from 0 to 255/s],
    ['an unknown method', ['one.png', '--method', 'magic'], /bm3d/],
  ])('%s', async (_, words, message) => {
    const before = readdirSync(folder);
    const outcome = await ddr('denoise', '--sigma', '20', '--out', 'bad', ...words);
    expect(outcome.status).toBe(2);
    expect(outcome.err).toMatch(message);
    expect(outcome.err).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(inFolder('bad'))).toBe(false);
  });
});
