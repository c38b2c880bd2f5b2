import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse';
import { contrastShares } from '../../../src/studies/structure/structure';
import { degradedSets } from '../../../src/analysis/degraded-sets';
import type { Snapshot } from '../../../src/analysis/evolution';
import { lowResolution } from '../../../src/analysis/low-resolution';
import { setDraws } from '../../../src/analysis/analyse-features';
import { shareCourse, shareOverHalves } from '../../../src/studies/evolution/share-course';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { useBackend } from '@ddr-lab/engine/backend';
import { openSet } from '../../../src/images/sets/open';
import { interval } from '../../../src/metrics/spread';
import { separation } from '../../../src/metrics/separation';
import { varianceShares } from '../../../src/metrics/variance-shares';
import { tap } from '../../../src/features/tap';
import { squaredDistances } from '../../../src/metrics/dispersion';
import { loadNetwork } from '../../../src/networks/load-network';
import { buildNetwork, saveNetwork } from '../../../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';
import { drawnPoints } from '../../metrics/drawn-points';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-share-course-'));
const moments: Snapshot[] = [];
beforeAll(async () => {
  await useBackend();
  for (const seed of [0, 16]) {
    const network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, scale: 2, seed });
    const file = path.join(folder, `${moments.length}.safetensors`);
    await saveNetwork(file, { ...network, metadata: {} });
    network.model.dispose();
    moments.push({ iteration: moments.length * 16, file });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const setsOfScenes = async (count = 8) => {
  const scenes = await openSet('scenes', { count, size: 66 });
  return degradedSets(await lowResolution(scenes, { scale: 2 }), { count, onMessage: false });
};

it('has the share that `analyse` has, at each moment and in each view', async () => {
  const sets = await setsOfScenes();
  const notes: (string | undefined)[] = [];
  for (const view of ['flattened', 'mean-deviation'] as const) {
    const course = await shareCourse(moments, sets, { view, onProgress: ({ note }) => notes.push(note) });
    expect(course.map(({ iteration }) => iteration)).toEqual([0, 16]);
    const network = await loadNetwork(moments[1].file);
    if (view === 'flattened') {
      const { RB2 } = await tap(network, ['RB2'], sets.patches);
      const { content, degradation, interaction } = varianceShares(RB2, sets);
      // The features are float32, their distances come of inner products.
      expect(course[1].parts.content).toBeCloseTo(content, 6);
      expect(course[1].parts.degradation).toBeCloseTo(degradation, 6);
      expect(course[1].parts.interaction).toBeCloseTo(interaction, 6);
    }
    const tsne = { iterations: 20, exaggerationIterations: 10 };
    const [found] = await analyse(network, sets, {
      ...{ layers: ['RB2'], view, runs: 1, tsne, control: false, onMessage: false },
    });
    network.model.dispose();
    expect(course[1].share.mean).toBeCloseTo(found.features.share, 12);
    // The same redraws as of "analyse", and the same at both moments; their median is the share itself.
    const { share: redrawn } = found.features.resampled!;
    const { mean: share, resampled } = course[1].share;
    expect(resampled!.length).toBe(499);
    const middle = Float64Array.from(redrawn).sort()[249];
    for (const [d, one] of resampled!.entries()) expect(one - share).toBeCloseTo(redrawn[d] - middle, 12);
    expect(course[0].share.resampled!.length).toBe(499);
    expect(course[1].share.standardDeviation).toBeGreaterThan(0);
  }
  expect(notes.slice(0, 2)).toEqual(['iteration 0', 'iteration 16']);
});

it('has a spread over halves that is about the standard error of all', () => {
  const labels = Array.from({ length: 3 * 60 }, (_, i) => Math.floor(i / 60));
  const contents = labels.map((_, i) => i % 60);
  const drawn = (seed: number) => {
    const random = createRandom(seed);
    const data = Float64Array.from({ length: 180 * 4 }, (_, at) =>
      at % 4 === 0 ? 0.8 * labels[at >> 2] + random.normal() : random.normal(),
    );
    const sets = { labels: Int32Array.from(labels), contents: Int32Array.from(contents) };
    return shareOverHalves(squaredDistances(createMatrix(180, 4, data)), sets, { halves: 40, seed });
  };
  const all = Array.from({ length: 30 }, (_, seed) => drawn(seed));
  const mean = all.reduce((sum, one) => sum + one.mean / 30, 0);
  const deviation = Math.sqrt(all.reduce((sum, one) => sum + (one.mean - mean) ** 2 / 29, 0));
  const said = all.reduce((sum, one) => sum + one.standardDeviation / 30, 0);
  // 30 draws know a deviation to 13 %: three of these.
  expect(said / deviation).toBeGreaterThan(0.6);
  expect(said / deviation).toBeLessThan(1.4);
});

it('keeps patches of one image together: twins tell no more than one of them', () => {
  const random = createRandom(1);
  const shown = Array.from({ length: 20 }, () => [random.normal(), random.normal()]);
  // Each image twice, under two labels.
  const rows = Array.from({ length: 80 }, (_, i) => ({ label: i % 2, patch: i >> 1 }));
  const data = rows.flatMap(({ label, patch }) => [shown[patch >> 1][0] + label, shown[patch >> 1][1]]);
  const squares = squaredDistances(createMatrix(80, 2, Float64Array.from(data)));
  const labels = Int32Array.from(rows, ({ label }) => label);
  const contents = Int32Array.from(rows, ({ patch }) => patch);
  const sources = contents.map((patch) => patch >> 1);
  const together = shareOverHalves(squares, { labels, contents, sources });
  const torn = shareOverHalves(squares, { labels, contents });
  expect(together.mean).toBe(torn.mean);
  expect(together.standardDeviation).toBeGreaterThan(1.15 * torn.standardDeviation);
});

it('contrastShares has the shares by degradation and by class of the same features', async () => {
  const sets = await setsOfScenes();
  const classOf = Int32Array.from(sets.contents, (content) => content % 2);
  const network = await loadNetwork(moments[0].file);
  const [flattened] = await contrastShares(network, { sets, classOf });
  const [averaged] = await contrastShares(
    network,
    { sets, classOf },
    { view: 'mean-deviation', layers: ['RB1'] },
  );
  network.model.dispose();
  expect([flattened.layer, averaged.layer, averaged.view]).toEqual(['RB2', 'RB1', 'mean-deviation']);
  const [first] = await shareCourse(moments.slice(0, 1), sets);
  expect(flattened.degradation).toBeCloseTo(first.share.mean, 12);
  expect(averaged.degradation).not.toBeCloseTo(flattened.degradation, 3);
  // What classes there are is chance: their share is small.
  expect(Math.abs(flattened.class)).toBeLessThan(0.2);
  expect(flattened.resampled!.degradation).toEqual(first.share.resampled);
});

it('contrastShares redraws the class, too: as of the repeated rows', async () => {
  const sets = await setsOfScenes();
  const classOf = Int32Array.from(sets.contents, (content) => content % 2);
  const network = await loadNetwork(moments[0].file);
  const [{ class: share, resampled }] = await contrastShares(network, { sets, classOf });
  const { RB2 } = await tap(network, ['RB2'], sets.patches);
  network.model.dispose();
  const draws = setDraws(sets)!;
  const squares = squaredDistances(RB2);
  const right = draws.counts.map((drawn) => {
    const rows = drawnPoints(draws, drawn);
    const classes = rows.map((row) => classOf[row]);
    if (new Set(classes).size < 2) return NaN;
    const repeated = createMatrix(
      rows.length,
      rows.length,
      Float64Array.from(
        rows.flatMap((row) => rows.map((other) => squares.data[row * squares.columns + other])),
      ),
    );
    return separation(repeated, classes, { permutations: 0 }).share;
  });
  const middle = interval(right, 1e-9)!.low;
  expect(resampled!.class.length).toBe(499);
  for (const [d, one] of resampled!.class.entries()) {
    if (Number.isNaN(right[d])) expect(one).toBeNaN();
    else expect(one - share).toBeCloseTo(right[d] - middle, 6);
  }
});

it('has no redraws of fewer than five images', async () => {
  const sets = await setsOfScenes(4);
  const [moment] = await shareCourse(moments.slice(0, 1), sets);
  expect(moment.share).not.toHaveProperty('resampled');
  const network = await loadNetwork(moments[0].file);
  const classOf = Int32Array.from(sets.contents, (content) => content % 2);
  const [row] = await contrastShares(network, { sets, classOf });
  network.model.dispose();
  expect(row).not.toHaveProperty('resampled');
});
