import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { overSnapshots, type Snapshot } from '../../src/analysis/evolution';
import { useBackend } from '@ddr-lab/engine/backend';
import { buildNetwork, saveNetwork } from '../../src/networks/network';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-over-snapshots-'));
const moments: Snapshot[] = [];
beforeAll(async () => {
  await useBackend();
  for (const channels of [4, 8]) {
    const network = await buildNetwork({ kind: 'srresnet', channels, blocks: 1, scale: 2 });
    const file = path.join(folder, `${channels}.safetensors`);
    await saveNetwork(file, { ...network, metadata: {} });
    network.model.dispose();
    moments.push({ iteration: channels, file });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('opens one snapshot at a time, in order, tells which, and closes each', async () => {
  const told: [number, number, string | undefined][] = [];
  const before = tf.memory().numTensors;
  const seen = await overSnapshots<number>(
    moments,
    async (network, { iteration }, earlier) => {
      expect(network.spec).toMatchObject({ channels: iteration });
      expect(earlier.length).toBe(told.length - 1);
      return iteration;
    },
    { onProgress: ({ done, total, note }) => told.push([done, total, note]) },
  );
  expect(seen).toEqual([4, 8]);
  expect(told).toEqual([
    [0, 2, 'iteration 4'],
    [1, 2, 'iteration 8'],
    [2, 2, undefined],
  ]);
  expect(tf.memory().numTensors).toBe(before);
});

it('closes a snapshot that could not be looked at, and stops at the signal', async () => {
  const before = tf.memory().numTensors;
  const fail = async (): Promise<never> => {
    throw new Error('not this one');
  };
  await expect(overSnapshots(moments, fail)).rejects.toThrow('not this one');
  expect(tf.memory().numTensors).toBe(before);
  await expect(overSnapshots(moments, fail, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
});
