import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import { analyseFeatures } from '../../src/analysis/analyse-features';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { tap } from '../../src/features/tap';
import { cropCentre } from '../../src/images/crop';
import type { Image } from '../../src/images/image';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, type Network } from '../../src/networks/network';
import { standardise } from '../../src/projection/standardise';

let network: Network;
let lr: Image[];

beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
  lr = await lowResolution(await openSet('scenes', { count: 12, size: 64 }));
});
afterAll(() => network.model.dispose());

describe('degradedSets', () => {
  it('holds every image under every degradation, cut after degrading', async () => {
    const sets = await degradedSets(lr, { degradations: ['clean', 'blur2', 'noise20'], patch: 8, seed: 1 });
    expect(sets.patches).toHaveLength(36);
    expect(sets.patches[3]).toEqual(cropCentre(lr[3], 8));
    expect([sets.labels[11], sets.labels[12], sets.labels[35]]).toEqual([0, 1, 2]);
    expect([sets.contents[11], sets.contents[12], sets.contents[35]]).toEqual([11, 0, 11]);
    const again = await degradedSets(lr, { degradations: ['noise20'], patch: 8, seed: 1 });
    expect(again.patches[5]).toEqual(sets.patches[29]);
    const other = await degradedSets(lr, { degradations: ['noise20'], patch: 8, seed: 2 });
    expect(other.patches[5]).not.toEqual(sets.patches[29]);
  });
});

describe('analyse', () => {
  it('scores every layer over its runs, the same for the same seed, and leaves no tensor behind', async () => {
    const sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 8 });
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const options = { layers: ['Conv1', 'RB2'], runs: 2, tsne: { perplexity: 5, iterations: 300 } };
    const results = await analyse(network, sets, {
      ...options,
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(results.map(({ layer }) => layer)).toEqual(['Conv1', 'RB2']);
    for (const { runs, chi } of results) {
      expect(runs).toHaveLength(2);
      expect(chi.mean).toBeCloseTo((runs[0].chi + runs[1].chi) / 2, 12);
      expect(runs[0].points.data).not.toEqual(runs[1].points.data);
    }
    expect(seen.at(-1)).toBe(1);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(await analyse(network, sets, options)).toEqual(results);
  });

  it('tells degradations that differ in brightness from the first layer on', async () => {
    // A black and a white set: whatever the weights, their features cannot be mixed.
    const flat = (value: number): Image[] =>
      lr.map((image, i) => ({ ...cropCentre(image, 8), data: new Float32Array(192).fill(value + i / 1000) }));
    const patches = [...flat(0), ...flat(0.9)];
    const labels = Int32Array.from(patches, (_, i) => (i < 12 ? 0 : 1));
    const sets = { degradations: ['dark', 'light'], patches, labels, contents: labels };
    const [{ chi }] = await analyse(network, sets, { layers: ['RB1'], runs: 1, tsne: { perplexity: 5 } });
    expect(chi.mean).toBeGreaterThan(10);
  });
});

it('sees features by their means and deviations, standardised, as one would do by hand', async () => {
  const sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 8 });
  const options = { runs: 1, tsne: { perplexity: 5, iterations: 300 }, cache: false } as const;
  const view = 'mean-deviation';
  const [{ layer, ...found }] = await analyse(network, sets, { ...options, layers: ['RB2'], view });
  const { RB2 } = await tap(network, ['RB2'], sets.patches, { view });
  expect(layer).toBe('RB2');
  expect(RB2.columns).toBe(8);
  expect(found).toEqual(await analyseFeatures(standardise(RB2), sets, options));
  expect(found.features.points).toBe(24);
  expect(found.map.chi).toBeCloseTo(found.chi.mean, 8);
});
