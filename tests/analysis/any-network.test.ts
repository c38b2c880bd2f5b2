import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracy } from '../../src/analysis/half-precision';
import { analyse } from '../../src/analysis/analyse';
import { centrePsnr } from '../../src/analysis/evolution';
import { chiRow } from '../../src/analysis/chi';
import { contrastRow } from '../../src/analysis/contrast';
import { contrastSweep } from '../../src/studies/classification/contrast-sweep';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { featureMaps } from '../../src/studies/feature-maps/feature-maps';
import { labelledImages } from '../../src/analysis/labelled-images';
import { identifyByNetwork } from '../../src/studies/applications/distortion-identification';
import { blindSuperResolution } from '../../src/studies/applications/blind-super-resolution';
import type { Image } from '@ddr-lab/images/image';
import { openScenes, openObjects } from '@ddr-lab/images/sets/scenes';
import { importNetwork, type ImportedNetwork } from '../../src/networks/import/import-network';
import { disposeNetwork, isGraphNetwork } from '../../src/networks/tappable';

const folder = path.join(__dirname, '../fixtures/import');
const t = { runs: 1, tsne: { perplexity: 3, iterations: 260 } };
const objects = openObjects({ count: 20 });
const quick = { ...t, classes: 2, perClass: 2 };

const all = (count: number): Promise<Image[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => objects.read(i)));
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The same network, once as tfjs layers and once as a graph, as ONNX and tfjs models come. */
const opened: ImportedNetwork[] = [];
beforeAll(async () => {
  const same = { range: 1, channels: 'rgb' } as const;
  for (const name of ['msrresnet-x4.pth', 'resnet18-cifar.pth']) {
    opened.push(await importNetwork(path.join(folder, name)));
    opened.push(await importNetwork(path.join(folder, name), same));
  }
  expect(opened.map(isGraphNetwork)).toEqual([false, true, false, true]);
});
afterAll(() => opened.forEach(disposeNetwork));

describe('what takes a network takes a graph, too, with the same result', () => {
  it.each<[string, (network: ImportedNetwork) => Promise<unknown>]>([
    [
      'analyse, at the layers that it chooses',
      async (network) => {
        const patch = { degradations: ['clean', 'noise9'], patch: 16 };
        const sets = await degradedSets([await objects.read(0), ...(await all(5))], patch);
        const results = await analyse(network, sets, t);
        return results.map(({ layer, chi }) => [layer, chi.mean]);
      },
    ],
    ['contrastRow', (network) => contrastRow(network, objects, quick)],
    [
      'contrastSweep',
      async (network) => contrastSweep(network, await labelledImages(objects, quick), ['blur2'], t),
    ],
    ['chiRow', (network) => chiRow(network, openScenes({ count: 4 }), t)],
    ['featureMaps', async (network) => featureMaps(network, await objects.read(1), { count: 2 })],
    [
      'identifyByNetwork',
      async (network) => {
        const patches = await all(12);
        const labels = Int32Array.from(patches, (_, i) => i % 2);
        const groups = Int32Array.from(patches, (_, i) => Math.floor(i / 2));
        const names = patches.map((_, i) => `${i}`);
        const images = { name: 'own', distortions: ['a', 'b'], patches, labels, groups, names, leftOut: 0 };
        return identifyByNetwork(network, images, { components: 3 });
      },
    ],
    [
      'centrePsnr',
      async (network) => {
        const [lr, hr] = [await objects.read(2), await openScenes({ width: 128, height: 128 }).read(0)];
        return centrePsnr(network, [{ lr, hr }]);
      },
    ],
    [
      'blindSuperResolution',
      (network) =>
        blindSuperResolution({ own: network }, openScenes({ count: 1, width: 192, height: 192 }), {
          degradations: ['clean'],
          scale: 4,
        }),
    ],
  ])('%s', async (_, ask) => {
    const [ofLayers, ofGraph] = [await ask(opened[0]), await ask(opened[1])];
    expect(plain(ofGraph)).toEqual(plain(ofLayers));
  });

  it('accuracy of a classifier; what is none is refused', async () => {
    expect(await accuracy(opened[3], objects)).toBe(await accuracy(opened[2], objects));
    await expect(accuracy(opened[1], objects)).rejects.toThrow(/one number a class/);
  });
});
