import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse';
import { centrePatches, centrePsnr, type Snapshot } from '../../../src/analysis/evolution';
import { degradedSets } from '../../../src/analysis/degraded-sets';
import { evolutionMaps } from '../../../src/studies/evolution/evolution-maps';
import { lowResolution } from '../../../src/analysis/low-resolution';
import { openSet } from '../../../src/images/sets/open';
import { loadNetwork } from '../../../src/networks/load-network';
import { buildNetwork, saveNetwork } from '../../../src/networks/network';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-evolution-maps-'));
const moments: Snapshot[] = [];
beforeAll(async () => {
  for (const seed of [0, 16, 16]) {
    const network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, scale: 2, seed });
    const file = path.join(folder, `${moments.length}.safetensors`);
    await saveNetwork(file, { ...network, metadata: {} });
    network.model.dispose();
    moments.push({ iteration: moments.length * 16, file });
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

it('has independent CHI, PSNR, and maps that go on from each other', async () => {
  const scenes = await openSet('scenes', { count: 6, size: 66 });
  const sets = await degradedSets(await lowResolution(scenes, { scale: 2 }));
  const patches = await centrePatches(scenes, { scale: 2, count: 2 });
  const tsne = { perplexity: 4, iterations: 120, exaggerationIterations: 40 };
  const maps = await evolutionMaps(moments, sets, patches, { runs: 2, seed: 3, tsne });
  expect(maps.map(({ iteration }) => iteration)).toEqual([0, 16, 32]);

  const network = await loadNetwork(moments[1].file);
  const [expected] = await analyse(network, sets, { layers: ['RB2'], runs: 2, seed: 3, tsne });
  expect(maps[1].chi.values).toEqual(expected.chi.values);
  expect(maps[1].psnr).toBe(await centrePsnr(network, patches));
  network.model.dispose();

  // The last two moments are the same network: from its own map's place a map hardly moves, and CHI is just the same.
  expect(maps[2].chi.values).toEqual(maps[1].chi.values);
  const moved = (a: number, b: number): number =>
    Math.hypot(...maps[a].map.data.map((value, i) => value - maps[b].map.data[i])) /
    Math.hypot(...maps[b].map.data);
  expect(moved(2, 1)).toBeLessThan(moved(1, 0));
  for (const { map } of maps) {
    const meanSquaredRadius = map.data.reduce((sum, value) => sum + value * value, 0) / map.rows;
    expect(meanSquaredRadius).toBeCloseTo(1, 10);
  }
});
