import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { clipOf } from '@ddr-lab/images/clip';
import { openClip } from '@ddr-lab/images/clips/open-clip';
import { createImage } from '@ddr-lab/images/image';
import { readImage, toBytes, writeImage } from '@ddr-lab/images/io';
import { alignEstimated } from '@ddr-lab/images/motion/align-estimated';
import { checkpoint } from '../../src/analysis/checkpoint';
import { importNetwork } from '../../src/networks';
import { buildNetwork, type Network, saveNetwork } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';
import { ddrInProcess } from './in-process';

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

describe('restore of clips', () => {
  const frames = [0, 1, 2, 3].map((t) => {
    const random = createRandom(20 + t);
    return createImage(
      12,
      9,
      new Float32Array(12 * 9 * 3).map(() => random.uniform()),
    );
  });

  /** A network of clips as a training saves it, which aligns patch by patch. */
  async function saved(): Promise<string> {
    const spec = {
      kind: 'video-transformer',
      channels: 8,
      groups: 1,
      depth: 1,
      heads: 2,
      window: 4,
    } as const;
    const { model } = await buildNetwork({ ...spec, seed: 3 });
    const file = path.join(folder, 'video.safetensors');
    const metadata = { recipe: JSON.stringify({ name: 'video', alignment: 'patch' }) };
    await saveNetwork(file, { spec, model, metadata });
    model.dispose();
    return file;
  }

  test('makes each frame of it and its neighbours, aligned as the network was trained', async () => {
    const file = await saved();
    const clip = path.join(folder, 'clip');
    mkdirSync(clip);
    for (const [t, frame] of frames.entries()) await writeImage(frame, path.join(clip, `${t}.png`));
    const out = path.join(folder, 'clips');
    const { status, out: printed } = await ddrInProcess(['restore', '--weights', file, '--out', out, clip]);
    expect([status, printed.trim()]).toEqual([0, path.join(out, 'clip')]);
    expect(readdirSync(path.join(out, 'clip'))).toEqual(['0001.png', '0002.png', '0003.png', '0004.png']);
    const network = (await importNetwork(file)) as Network;
    const read = (await openClip(clip)).frames;
    // The first frame has itself before it.
    const window = alignEstimated(clipOf([read[0], read[0], read[1]]), 'patch');
    const expected = await superResolve(network, window);
    expect(toBytes(await readImage(path.join(out, 'clip', '0001.png')))).toEqual(toBytes(expected));
    const plain = await superResolve(network, clipOf([read[0], read[0], read[1]]));
    expect(toBytes(plain)).not.toEqual(toBytes(expected));
    network.model.dispose();
  });

  test('says in words what does not do', async () => {
    const file = await saved();
    const inPlace = await ddrInProcess([
      'restore',
      '--weights',
      file,
      '--out',
      folder,
      path.join(folder, 'clip'),
    ]);
    expect(inPlace.status).toBe(2);
    expect(inPlace.err).toMatch(/would replace it/);
    const missing = await ddrInProcess([
      'restore',
      '--weights',
      file,
      '--out',
      folder,
      path.join(folder, 'no.gif'),
    ]);
    expect(missing.status).toBe(2);
    expect(missing.err).toMatch(/no\.gif: no such file/);
  });
});
