import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { degrade } from '../../src/degradations/presets';
import { readImage, toBytes, writeImage } from '@ddr-lab/images/io';
import { psnr } from '../../src/metrics/psnr';
import { ssim } from '../../src/metrics/ssim';
import { fixture } from './fixture';

const ddr = path.join(__dirname, '../../bin/ddr.js');
let folder: string;
let photo: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-degrade-'));
  photo = path.join(folder, 'photo.png');
  await writeImage(fixture('input.u8'), photo);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lastLine = (...args: string[]): string =>
  execFileSync(process.execPath, [ddr, ...args], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
    .pop()!;

test('degrade writes what the library computes, psnr and ssim print what it measures', async () => {
  const out = path.join(folder, 'out.png');
  execFileSync(process.execPath, [ddr, 'degrade', '--preset', 'blur1+noise20', '--seed', '7', photo, out]);
  const image = await readImage(photo);
  const degraded = await readImage(out);
  expect(toBytes(degraded)).toEqual(toBytes(await degrade(image, 'blur1+noise20', { seed: 7 })));
  expect(Number(lastLine('psnr', photo, out, '--channel', 'y', '--border', '4'))).toBe(
    psnr(image, degraded, { channel: 'y', border: 4 }),
  );
  expect(Number(lastLine('ssim', photo, out))).toBe(ssim(image, degraded));
});

describe('bad input: plain words, status 2, no file', () => {
  test.each([
    [
      'an unknown preset',
      ['degrade', '--preset', 'fog', 'photo.png', 'bad.png'],
      /Known presets: clean, blurN/,
    ],
    ['a missing file', ['degrade', '--preset', 'blur2', 'none.png', 'bad.png'], /none\.png: no such file/],
    ['no image', ['psnr', 'text.png', 'photo.png'], /text\.png/],
    [
      'another size',
      ['ssim', 'photo.png', 'small.png'],
      /photo\.png has 31 x 24 pixels, .*small\.png has 16 x 12/,
    ],
    [
      'a silly seed',
      ['degrade', '--preset', 'noise5', '--seed', '4294967296', 'photo.png', 'bad.png'],
      /seed/,
    ],
  ])('%s', async (_, args, message) => {
    writeFileSync(path.join(folder, 'text.png'), 'not an image');
    await writeImage(await degrade(fixture('input.u8'), 'bicubic2'), path.join(folder, 'small.png'));
    const before = readdirSync(folder);
    const result = spawnSync(process.execPath, [ddr, ...args], { cwd: folder, encoding: 'utf8' });
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(path.join(folder, 'bad.png'))).toBe(false);
  });
});
