import { afterAll, beforeAll, expect, it } from 'vitest';
import { contrast } from '../../../src/analysis/contrast';
import { contrastSweep, classifierFor } from '../../../src/studies/classification/contrast-sweep';
import { labelledImages, setsByClass, type LabelledImages } from '../../../src/analysis/labelled-images';
import { openSet } from '../../../src/images/sets/open';
import { buildNetwork, type Network } from '../../../src/networks/network';

let network: Network;
let labelled: LabelledImages;
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 1, scale: 2, seed: 1 });
  const objects = await openSet('scenes/objects', { count: 60, size: 16 });
  labelled = await labelledImages(objects, { classes: 2, perClass: 5 });
});
afterAll(() => network.model.dispose());

it('takes images class after class', () => {
  expect([...labelled.labels]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  expect(labelled.names.slice(4, 6)).toEqual(['ball 40', 'wheel 1']);
  const { degradations, patches, labels } = setsByClass(labelled);
  expect(degradations).toEqual(['ball', 'wheel']);
  expect(patches).toBe(labelled.images);
  expect(labels).toBe(labelled.labels);
});

it('goes from strength to strength', async () => {
  const options = { layer: 'Conv1', runs: 1, tsne: { perplexity: 4, iterations: 300 } };
  const rows = await contrastSweep(network, labelled, ['noise1', 'noise200', 'blur1.5'], options);
  expect(rows.map(({ kind, strength }) => [kind, strength])).toEqual([
    ['noise', 1],
    ['noise', 200],
    ['blur', 1.5],
  ]);
  // Each step is the contrast of clean images and that one preset.
  const { byClass, byDegradation } = await contrast(network, labelled, {
    ...options,
    degradations: ['clean', 'noise200'],
  });
  expect(rows[1]).toMatchObject({ preset: 'noise200', byClass, byDegradation });
});

it('refuses presets without a strength, and sets without a classifier', async () => {
  for (const preset of ['clean', 'blur1+noise5', 'mild']) {
    await expect(contrastSweep(network, labelled, [preset])).rejects.toThrow(
      `${preset}: a sweep takes single degradations`,
    );
  }
  await expect(classifierFor('scenes')).rejects.toThrow(/scenes\/objects and cifar10\/test, not for scenes/);
});
