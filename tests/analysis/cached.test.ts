import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { analyse, type AnalyseOptions } from '../../src/analysis/analyse';
import { cachedTap } from '../../src/analysis/cached/features';
import { cachedTsne } from '../../src/analysis/cached/maps';
import { degradedSets, type DegradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { openCache, type Cache } from '@ddr-lab/base/cache/cache';
import { tap } from '../../src/features/tap';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, type Network } from '../../src/networks/network';
import { tsne } from '@ddr-lab/projection/tsne';
import { createRandom } from '@ddr-lab/base/random';

let network: Network;
let sets: DegradedSets;
let folder: string;

beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
  const lr = await lowResolution(await openSet('scenes', { count: 8, size: 64 }));
  sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 8, count: 8 });
});
afterAll(() => network.model.dispose());
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-cache-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A cache that notes which kinds it gave and which it was asked for in vain. */
function watched(): Cache & { hits: string[]; misses: string[] } {
  const cache = openCache({ folder, limit: 1e8 });
  const hits: string[] = [];
  const misses: string[] = [];
  return {
    hits,
    misses,
    read: async (kind, key) => {
      const entry = await cache.read(kind, key);
      (entry ? hits : misses).push(kind);
      return entry;
    },
    write: (kind, key, entry) => cache.write(kind, key, entry),
  };
}

const quick: AnalyseOptions = {
  layers: ['Conv1', 'RB2'],
  runs: 2,
  tsne: { perplexity: 4, iterations: 60 },
  control: false,
  onMessage: false,
};

describe('analyse with a cache', () => {
  it('gives what is computed without one, bit for bit, cold, warm and in part; no tensor stays', async () => {
    const computed = await analyse(network, sets, { ...quick, cache: false });
    const before = tf.memory().numTensors;
    const cold = watched();
    expect(await analyse(network, sets, { ...quick, cache: cold })).toEqual(computed);
    expect(cold.hits).toEqual([]);
    const warm = watched();
    expect(await analyse(network, sets, { ...quick, cache: warm })).toEqual(computed);
    // Features are not even looked at where their principal components are there.
    expect(warm.hits).toEqual(['geometry', 'geometry', 'tsne', 'tsne', 'tsne', 'tsne']);
    expect(warm.misses).toEqual([]);
    for (const file of await readdir(folder)) {
      if (file.startsWith('geometry')) await rm(path.join(folder, file));
    }
    const part = watched();
    expect(await analyse(network, sets, { ...quick, cache: part })).toEqual(computed);
    expect(part.hits.filter((kind) => kind === 'features')).toHaveLength(2);
    expect(part.misses).toEqual(['geometry', 'geometry']);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('computes anew when a weight, a pixel, the layer, the components, the seed or a setting changes', async () => {
    await analyse(network, sets, { ...quick, cache: watched() });
    const missesOf = async (
      changed: AnalyseOptions,
      of: Pick<Network, 'model' | 'layers'> = network,
      on: DegradedSets = sets,
    ): Promise<string> => {
      const cache = watched();
      await analyse(of, on, { ...quick, ...changed, cache });
      return [...new Set(cache.misses)].join(' ');
    };
    expect(await missesOf({})).toBe('');
    expect(await missesOf({ layers: ['RB1'] })).toBe('geometry features tsne');
    expect(await missesOf({ components: 7 })).toBe('geometry tsne');
    expect(await missesOf({ seed: 5 })).toBe('tsne');
    expect(await missesOf({ tsne: { ...quick.tsne, perplexity: 5 } })).toBe('tsne');
    // One pixel of one patch, in its last bit.
    const patches = [...sets.patches];
    const data = patches[3].data.slice();
    data[17] = Math.fround(data[17] * (1 + 2 ** -22)) || 1e-7;
    patches[3] = { ...patches[3], data };
    expect(await missesOf({}, network, { ...sets, patches })).toBe('geometry features tsne');
    // The same network, built anew, is the same; with one weight changed it is not.
    const twin = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
    expect(await missesOf({}, twin)).toBe('');
    const weight = twin.model.weights[0];
    const values = weight.read().dataSync<'float32'>().slice();
    values[0] += 0.01;
    tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
    expect(await missesOf({}, twin)).toBe('geometry features tsne');
    twin.model.dispose();
  });

  it('says as much about its progress as without', async () => {
    const cache = watched();
    for (let turn = 0; turn < 2; turn++) {
      const seen: number[] = [];
      await analyse(network, sets, {
        ...quick,
        cache,
        onProgress: ({ done, total }) => seen.push(done / total),
      });
      expect(seen.at(-1)).toBe(1);
      expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    }
  });

  it('refuses what it refuses without', async () => {
    const cache = watched();
    await analyse(network, sets, { ...quick, cache });
    await expect(analyse(network, sets, { ...quick, cache, layers: ['RB9'] })).rejects.toThrow(
      /no layer RB9/,
    );
    await expect(analyse(network, sets, { ...quick, cache, layers: ['Conv1', 'RB9'] })).rejects.toThrow(
      /RB9/,
    );
    await expect(analyse(network, sets, { ...quick, cache, tsne: { perplexity: 99 } })).rejects.toThrow(/99/);
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(analyse(network, sets, { ...quick, cache, signal: stop })).rejects.toThrow('enough');
  });
});

describe('cachedTap', () => {
  it('gives what tap gives, reads what is there and taps only the rest', async () => {
    const [Conv1, RB1] = ['Conv1', 'RB1'];
    const tapped = await tap(network, [Conv1, RB1], sets.patches);
    await cachedTap(network, [Conv1], sets.patches, { cache: watched() });
    const cache = watched();
    expect(await cachedTap(network, [RB1, Conv1, RB1], sets.patches, { cache })).toEqual(tapped);
    expect([cache.hits, cache.misses]).toEqual([['features'], ['features']]);
    await expect(cachedTap(network, [], sets.patches, { cache })).rejects.toThrow(/Name at least one layer/);
    await expect(cachedTap(network, [RB1], [], { cache })).rejects.toThrow(/No images/);
  });
});

describe('cachedTsne', () => {
  const random = createRandom(3);
  const X = createMatrix(
    12,
    3,
    new Float64Array(36).map(() => random.normal()),
  );
  const settings = { perplexity: 3, iterations: 40 };

  it('gives what tsne gives, from a start of its own, too', async () => {
    const init = createMatrix(
      12,
      2,
      new Float64Array(24).map(() => random.normal()),
    );
    for (const options of [settings, { ...settings, init, dims: 2 }, { ...settings, dims: 4 }]) {
      const computed = await tsne(X, options);
      for (let turn = 0; turn < 2; turn++) {
        expect(await cachedTsne(X, { ...options, cache: watched() })).toEqual(computed);
      }
    }
  });

  it('takes each setting for another result, a default named for the same', async () => {
    const others = [
      { dims: 1 },
      { perplexity: 2 },
      { seed: 1 },
      { init: 'pca' as const },
      { init: createMatrix(12, 2, new Float64Array(24).fill(1)) },
      { learningRate: 100 },
      { earlyExaggeration: 4 },
      { exaggerationIterations: 10 },
      { iterations: 41 },
      { kernels: 'plain' as const },
      { engine: 'tsne-js' as const },
    ];
    await cachedTsne(X, { ...settings, cache: watched() });
    for (const other of others) {
      const cache = watched();
      await cachedTsne(X, { ...settings, ...other, cache });
      expect(cache.misses, JSON.stringify(other)).toEqual(['tsne']);
    }
    const named = watched();
    await cachedTsne(X, { ...settings, dims: 2, seed: 0, init: 'random', learningRate: 200, cache: named });
    expect(named.hits).toEqual(['tsne']);
    // float32 numbers are other bytes, though they may be the same numbers.
    const single = createMatrix(12, 3, Float32Array.from(X.data));
    const cache = watched();
    await cachedTsne(single, { ...settings, cache });
    expect(cache.misses).toEqual(['tsne']);
  });
});
