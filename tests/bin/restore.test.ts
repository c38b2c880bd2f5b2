import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { createImage } from '@ddr-lab/images/image';
import { readImage, toBytes, writeImage } from '@ddr-lab/images/io';
import { checkpoint } from '../../src/analysis/checkpoint';
import { superResolve } from '../../src/networks/super-resolve';

const ddr = path.join(__dirname, '../../bin/ddr.js');
let folder: string;
let photo: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ddr-restore-'));
  photo = path.join(folder, 'photo.png');
  const random = createRandom(1);
  const noise = new Float32Array(37 * 29 * 3).map(() => random.uniform());
  await writeImage(createImage(37, 29, noise), photo);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('restore writes what the library computes, by a name that ships or by a file', async () => {
  const out = path.join(folder, 'new', 'out');
  const printed = execFileSync(
    process.execPath,
    [ddr, 'restore', '--weights', 'derain-4', '--out', out, photo],
    {
      encoding: 'utf8',
    },
  );
  expect(printed.trim()).toBe(path.join(out, 'photo.png'));
  const network = await checkpoint('derain-4');
  const restored = await superResolve(network, await readImage(photo));
  expect(toBytes(await readImage(path.join(out, 'photo.png')))).toEqual(toBytes(restored));
  network.model.dispose();
  const file = path.join(__dirname, '../../checkpoints/srcnn-3-wgr.safetensors');
  execFileSync(process.execPath, [ddr, 'restore', '--weights', file, '--out', out, photo]);
  expect(await readImage(path.join(out, 'photo.png'))).toMatchObject({ height: 148, width: 116 });
});

test.each([
  [
    'a network that puts out no image',
    ['--weights', 'dasr-encoder'],
    /photo\.png: .*no image in three colours/,
  ],
  ['a name that is none', ['--weights', 'nobody'], /nobody: no such checkpoint/],
])('restore says in words: %s', (_, weights, words) => {
  const out = path.join(folder, 'none');
  const { status, stderr } = spawnSync(process.execPath, [ddr, 'restore', ...weights, '--out', out, photo], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(words);
  expect(existsSync(path.join(out, 'photo.png'))).toBe(false);
});
