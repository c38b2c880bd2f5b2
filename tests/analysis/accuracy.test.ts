import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accuracy } from '../../src/analysis/half-precision';
import { tap } from '../../src/features/tap';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, type Network } from '../../src/networks/network';

let network: Network;
let scenes: ImageSet;
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, scale: 2, seed: 1 });
  scenes = await openSet('scenes', { count: 5, size: 129 });
});
afterAll(() => network.model.dispose());

describe('accuracy', () => {
  it('is the share of images whose class has the largest logit', async () => {
    const objects = await openSet('scenes/objects', { count: 30 });
    const classifier = await buildNetwork({ kind: 'resnet18', width: 2, classes: 10, seed: 3 });
    const share = await accuracy(classifier, objects);
    // Told anew from the same logits, with the classes turned so that every answer is right.
    const images = await Promise.all(Array.from({ length: 30 }, (_, i) => objects.read(i)));
    const { Output } = await tap(classifier, ['Output'], images);
    const chosen = Int32Array.from({ length: 30 }, (_, i) => {
      const row = [...Output.data.slice(10 * i, 10 * i + 10)];
      return row.indexOf(Math.max(...row));
    });
    const right = chosen.filter((value, i) => value === objects.classes!.ofImage[i]).length;
    expect(share).toBe(right / 30);
    const turned = { ...objects, classes: { names: objects.classes!.names, ofImage: chosen } };
    expect(await accuracy(classifier, turned)).toBe(1);
    classifier.model.dispose();
    await expect(accuracy(network, objects)).rejects.toThrow(/one number a class/);
    await expect(accuracy(classifier, scenes)).rejects.toThrow(/scenes has no classes/);
  });
});
