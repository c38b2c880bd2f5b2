import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RowFile } from '@ddr-lab/base/files/row-file';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';
import { tap } from '../../src/features/tap';
import { closeAll, tapToDisk } from '../../src/features/tap-to-disk';
import { buildNetwork, type Network } from '../../src/networks/network';

const random = createRandom(2);
const draw = (side: number): Image => mapSamples(createImage(side, side), () => random.uniform());
const images = Array.from({ length: 25 }, () => draw(8));
let network: Network;
let folder: string;

beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
});
afterAll(() => network.model.dispose());
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-tap-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function whole(file: RowFile): Promise<number[]> {
  const all: number[] = [];
  for await (const { data } of file.blocks()) all.push(...data);
  return all;
}

describe('tapToDisk', () => {
  it('writes what tap gives, to the last bit, and leaves no tensor and no file', async () => {
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const options = { folder, batch: 2, onProgress: ({ done }: { done: number }) => seen.push(done) };
    const files = await tapToDisk(network, ['RB1', 'RB2', 'RB1'], images, options);
    const { RB1, RB2 } = await tap(network, ['RB1', 'RB2'], images, { batch: 2 });
    expect(files.RB1).toMatchObject({ rows: 25, columns: RB1.columns });
    expect(await whole(files.RB1)).toEqual([...RB1.data]);
    expect(await whole(files.RB2)).toEqual([...RB2.data]);
    expect(seen.at(-1)).toBe(25);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    await closeAll(Object.values(files));
    expect(tf.memory().numTensors).toBe(before);
    expect(await readdir(folder)).toEqual([]);
  });

  it('removes its files where it is stopped or fails', async () => {
    const stop = new AbortController();
    const options = {
      folder,
      batch: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stop')),
    };
    await expect(tapToDisk(network, ['RB1'], images, options)).rejects.toThrow('stop');
    await expect(tapToDisk(network, ['RB1'], [...images, draw(9)], { folder })).rejects.toThrow(
      'one is 9 x 9',
    );
    await expect(tapToDisk(network, ['RB9'], images, { folder })).rejects.toThrow('no layer RB9');
    await expect(tapToDisk(network, ['RB1'], [], { folder })).rejects.toThrow('No images');
    expect(await readdir(folder)).toEqual([]);
  });
});
