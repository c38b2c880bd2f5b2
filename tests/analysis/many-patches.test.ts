import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openCache } from '@ddr-lab/base/cache/cache';
import { InputError } from '@ddr-lab/base/errors';
import { projectRoot } from '@ddr-lab/base/project';
import { analyse, type AnalyseOptions } from '../../src/analysis/analyse';
import { analyseFeatures } from '../../src/analysis/analyse-features';
import { degradedSets, type DegradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { isRandomised } from '../../src/analysis/solver';
import { tap } from '../../src/features/tap';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, type Network } from '../../src/networks/network';

let network: Network;
let sets: DegradedSets;
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
  const lr = await lowResolution(await openSet('scenes', { count: 20, size: 64 }));
  sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 8, count: 20 });
});
afterAll(() => network.model.dispose());

const quick: AnalyseOptions = {
  layers: ['RB2'],
  runs: 1,
  tsne: { perplexity: 5, iterations: 260 },
  control: false,
  onMessage: false,
  cache: false,
};

describe('analyse by the randomised solver', () => {
  it('finds what the exact one finds, says so with its error, and leaves neither tensor nor file', async () => {
    const before = tf.memory().numTensors;
    const onMessage = vi.fn();
    const [exact] = await analyse(network, sets, { ...quick, solver: 'exact', components: 39 });
    const [found] = await analyse(network, sets, {
      ...quick,
      solver: 'randomised',
      components: 39,
      onMessage,
    });
    expect(tf.memory().numTensors).toBe(before);
    const kept = path.join(projectRoot, '.ddr', 'features');
    expect((await readdir(kept)).filter((name) => name.includes(`-${process.pid}-`))).toEqual([]);
    // Of 40 patches 39 components are all that there are: nothing is left out, and the separation of them is that of all features.
    expect(found.reduction).toMatchObject({ solver: 'randomised', components: 39 });
    expect(found.reduction!.held).toBeCloseTo(1, 9);
    expect(found.reduction!.error).toBeLessThan(1e-6);
    expect(exact.reduction).toBeUndefined();
    expect(found.features.p).toBe(exact.features.p);
    expect(found.features.neighbours).toBe(exact.features.neighbours);
    for (const name of ['chi', 'share', 'silhouette'] as const) {
      expect(found.features[name]).toBeCloseTo(exact.features[name], 5);
    }
    found.features.resampled!.share.forEach((share, at) =>
      expect(share).toBeCloseTo(exact.features.resampled!.share[at], 5),
    );
    expect(found.reduced.chi).toBeCloseTo(exact.reduced.chi, 5);
    expect(found.map.chi).toBeCloseTo(found.chi.mean, 8);
    expect(onMessage.mock.calls.flat().join(' ')).toMatch(
      /RB2, 40 patches: 39 principal components by the randomised solver: residuals up to .* said of these components, not of all features/,
    );
    const { RB2 } = await tap(network, ['RB2'], sets.patches);
    const { layer, patches, ...analysed } = found;
    expect([layer, patches]).toEqual(['RB2', 20]);
    expect(await analyseFeatures(RB2, sets, { ...quick, solver: 'randomised', components: 39 })).toEqual(
      analysed,
    );
  });

  it('is kept apart from the exact one in the cache, and read from there', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-cache-'));
    try {
      const cache = openCache({ folder, limit: 1e8 });
      const options = { ...quick, cache, view: 'mean-deviation' } as const;
      const randomised = await analyse(network, sets, { ...options, solver: 'randomised', components: 3 });
      const exact = await analyse(network, sets, { ...options, solver: 'exact', components: 3 });
      expect(await analyse(network, sets, { ...options, components: 3 })).toEqual(exact);
      expect(exact[0].reduction).toBeUndefined();
      const read = vi.spyOn(cache, 'read');
      expect(await analyse(network, sets, { ...options, solver: 'randomised', components: 3 })).toEqual(
        randomised,
      );
      expect(read.mock.calls.map(([kind]) => kind)).toEqual(['components', 'tsne']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is taken for more than 3,000 patches, and where it is asked for', async () => {
    expect([3000, 3001].map((patches) => isRandomised('auto', patches))).toEqual([false, true]);
    expect(isRandomised(undefined, 3001)).toBe(true);
    expect(isRandomised('exact', 10_000)).toBe(false);
    expect(isRandomised('randomised', 10)).toBe(true);
    const wrong = { ...quick, solver: 'fast' as 'auto' };
    await expect(analyse(network, sets, wrong)).rejects.toThrow(InputError);
  });
});
