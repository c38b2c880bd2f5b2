import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import { contrastRow } from '../../src/analysis/contrast';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { buildNetwork, type Network } from '../../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';

let network: Network;
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 8, blocks: 1, scale: 2, seed: 1 });
});
afterAll(() => network.model.dispose());

/** Twelve images of two classes: dark and bright, with a little noise of their own. */
const set: ImageSet = {
  name: 'shades',
  count: 12,
  read: (index) => {
    const random = createRandom(3, index);
    return Promise.resolve(
      mapSamples(createImage(12, 12), () => (index % 2 ? 0.8 : 0.1) + 0.02 * random.uniform()),
    );
  },
  label: String,
  classes: { names: ['dark', 'bright'], ofImage: Int32Array.from({ length: 12 }, (_, i) => i % 2) },
};
const quick = { classes: 2, perClass: 6, runs: 2, tsne: { perplexity: 5, iterations: 300 }, layer: 'Conv1' };

it('scores the same points by what they show and by how they are degraded', async () => {
  const before = tf.memory().numTensors;
  const row = await contrastRow(network, set, quick);
  expect(tf.memory().numTensors).toBe(before);
  expect(row).toMatchObject({
    set: 'shades',
    classes: ['dark', 'bright'],
    images: 12,
    layer: 'Conv1',
    runs: 2,
  });
  // Brightness is all that the first convolution can see here.
  expect(row.byClass.mean).toBeGreaterThan(20 * row.byDegradation.mean);
  // By degradation it is the paper's analysis of the same patches.
  const images = await Promise.all([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11].map((i) => set.read(i)));
  const sets = await degradedSets(images, { degradations: ['clean', 'blur1', 'noise10'], patch: 12 });
  const [{ chi }] = await analyse(network, sets, { layers: ['Conv1'], runs: 2, tsne: quick.tsne });
  expect(row.byDegradation.mean).toBe(chi.mean);
});

it('refuses sets without classes, or with too few images of one', async () => {
  await expect(contrastRow(network, { ...set, classes: undefined }, quick)).rejects.toThrow(/no classes/);
  await expect(contrastRow(network, set, { ...quick, perClass: 7 })).rejects.toThrow(
    /shades: 6 images of class dark, fewer than 7/,
  );
});
