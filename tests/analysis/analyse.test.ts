import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { analyse, PIXELS, pixelsNetwork } from '../../src/analysis/analyse';
import { analyseFeatures, setDraws } from '../../src/analysis/analyse-features';
import { gradeOf } from '../../src/analysis/grade';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { tap } from '../../src/features/tap';
import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { openSet } from '../../src/images/sets/open';
import { aroundValue, interval } from '../../src/metrics/spread';
import { resampledChi } from '../../src/metrics/resampled-chi';
import { buildNetwork, type Network } from '../../src/networks/network';
import { standardise } from '@ddr-lab/projection/standardise';

let network: Network;
let lr: Image[];
const onMessage = vi.fn();

beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
  lr = await lowResolution(await openSet('scenes', { count: 12, size: 64 }));
});
afterAll(() => network.model.dispose());

describe('analyse', () => {
  it('scores every layer over its runs, the same for the same seed, and leaves no tensor behind', async () => {
    const sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 8, count: 12 });
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const options = {
      layers: ['Conv1', 'RB2'],
      runs: 2,
      tsne: { perplexity: 5, iterations: 300 },
      onMessage,
    };
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
    // Had other images been drawn: the same redraws for both layers, of CHI and of the features' own numbers.
    const draws = setDraws(sets)!;
    for (const { runs, chi, features } of results) {
      const maps = runs.map(({ points }) => points);
      expect(chi.resampled).toEqual(aroundValue(resampledChi(maps, sets.labels, draws), chi.mean));
      const { low, high } = interval(chi.resampled!)!;
      expect(low).toBeLessThan(chi.mean);
      expect(high).toBeGreaterThan(chi.mean);
      expect(features.resampled!.share).toHaveLength(499);
    }
    expect(setDraws({ contents: Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3) })).toBeUndefined();
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
    const [{ chi }] = await analyse(network, sets, { layers: ['RB1'], runs: 1, onMessage });
    expect(chi.mean).toBeGreaterThan(10);
  });

  it('grades each layer beside the pixels of the input, and says where there are few patches', async () => {
    const sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 8, count: 12 });
    onMessage.mockClear();
    const quick = { runs: 2, tsne: { iterations: 260 }, onMessage };
    const [first] = await analyse(network, sets, { ...quick, layers: ['Conv1'] });
    expect(first.patches).toBe(12);
    expect(onMessage.mock.calls).toEqual([
      [expect.stringMatching(/^12 patches of each degradation are few/)],
    ]);
    const [control] = await analyse(pixelsNetwork(), sets, { ...quick, layers: [PIXELS], control: false });
    expect(first.pixels).toEqual(control.chi);
    expect(first.grade).toBe(gradeOf(first.chi.mean, control.chi.mean, { points: 24, groups: 2 }));
    expect([control.grade, control.pixels]).toEqual([undefined, undefined]);
  });

  it('has no verdict of fewer than five images, however many patches they give', async () => {
    const big = drawScene({ seed: 3, height: 80, width: 80 });
    const sets = await degradedSets([big], { degradations: ['clean', 'noise50'], patch: 8, onMessage });
    const settings = { layers: ['RB1'], runs: 1, tsne: { iterations: 260 }, onMessage };
    const [{ grade, patches }] = await analyse(network, sets, settings);
    expect([patches, grade]).toEqual([100, 'undecided']);
    expect(onMessage).toHaveBeenLastCalledWith(expect.stringMatching(/^1 image is too few for a verdict/));
  });
});

it('sees features by their means and deviations, standardised, as one would do by hand', async () => {
  const sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 8, count: 12 });
  const options = {
    onMessage,
    control: false,
    runs: 1,
    tsne: { perplexity: 5, iterations: 300 },
    cache: false,
  } as const;
  const view = 'mean-deviation';
  const [{ layer, patches, ...found }] = await analyse(network, sets, { ...options, layers: ['RB2'], view });
  const { RB2 } = await tap(network, ['RB2'], sets.patches, { view });
  expect([layer, patches]).toEqual(['RB2', 12]);
  expect(RB2.columns).toBe(8);
  expect(found).toEqual(await analyseFeatures(standardise(RB2), sets, options));
  expect(found.features.points).toBe(24);
  expect(found.map.chi).toBeCloseTo(found.chi.mean, 8);
});
