import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { useBackend } from '@ddr-lab/engine/backend';
import { createImage, type Image } from '@ddr-lab/images/image';
import { attributeChange } from '../../src/attribution/between';
import { gradCam } from '../../src/attribution/grad-cam';
import { integratedGradients } from '../../src/attribution/integrated-gradients';
import { lam } from '../../src/attribution/lam';
import { attributionMethods } from '../../src/attribution/methods';
import { featurePlace, logit, windowDetail, windowIntensity } from '../../src/attribution/targets';
import { buildNetwork, type NetworkSpec } from '../../src/networks/network';

beforeAll(async () => {
  await useBackend();
});

function picture(height: number, width: number, seed: number): Image {
  const random = createRandom(seed);
  return createImage(
    height,
    width,
    Float32Array.from({ length: height * width * 3 }, () => random.uniform()),
  );
}

const enlarging: readonly NetworkSpec[] = [
  { kind: 'srresnet', channels: 16, blocks: 2, scale: 1, seed: 3 },
  { kind: 'srresnet', channels: 16, blocks: 1, scale: 3, globalResidual: false, seed: 4 },
];

describe.each(enlarging)('a network that enlarges by $scale, and an image of odd sides', (spec) => {
  const scale = (spec as { readonly scale: number }).scale;
  // The last window that lies in the output, with the row and column that its differences need.
  const window = { left: 11 * scale - 5, top: 9 * scale - 5, size: 4 };

  it('has maps of the size of the input by every method, within 1 % of the change by the trapezoid rule', async () => {
    const network = await buildNetwork(spec);
    const image = picture(9, 11, 5);
    const before = tf.memory().numTensors;
    for (const method of attributionMethods) {
      const found = await method.attribute(network, image, windowDetail(window), { memory: 64 });
      expect([found.height, found.width, found.map.length, found.attribution.length], method.name).toEqual([
        9, 11, 99, 297,
      ]);
      expect(Math.max(...found.map), method.name).toBe(1);
    }
    const options = { rule: 'trapezoid', steps: 100 } as const;
    for (const path of ['blur', 'linear', 'fading'] as const) {
      const found = await lam.attribute(network, image, windowDetail(window), { ...options, path });
      expect(found.residual, path).toBeLessThan(0.01);
    }
    const found = await integratedGradients.attribute(network, image, windowIntensity(window), options);
    expect(found.residual).toBeLessThan(0.01);
    expect(tf.memory().numTensors).toBe(before);
    // One pixel further there is no difference to be had.
    await expect(
      lam.attribute(network, image, windowDetail({ ...window, left: window.left + 1 })),
    ).rejects.toThrow(/does not lie in the output/);
    network.model.dispose();
  });
});

describe('a classifier with strides, and an image of odd sides', () => {
  it("accounts for a logit, for a change's place in feature space, and has a GradCAM of a small layer", async () => {
    const network = await buildNetwork({ kind: 'resnet18', width: 16, classes: 4, seed: 2 });
    const [image, other] = [picture(21, 17, 1), picture(21, 17, 2)];
    const before = tf.memory().numTensors;
    const found = await integratedGradients.attribute(network, image, logit(2), { steps: 400 });
    expect(found.residual).toBeLessThan(0.01);
    const cam = await gradCam.attribute(network, image, logit(2));
    expect(cam.map).toHaveLength(21 * 17);
    // Without being told, the last layer that has places: not the means over them.
    const told = await gradCam.attribute(network, image, logit(2), { layer: 'Conv5_2' });
    expect(cam.map).toEqual(told.map);
    const random = createRandom(4);
    const target = featurePlace(
      'Conv3_1',
      Float32Array.from({ length: 32 }, () => random.normal()),
    );
    const change = await attributeChange(network, { from: image, to: other }, target, { steps: 400 });
    expect(change.residual).toBeLessThan(0.01);
    await expect(integratedGradients.attribute(network, image, logit(4))).rejects.toThrow(/classes 0 to 3/);
    await expect(lam.attribute(network, image, windowDetail({ left: 0, top: 0 }))).rejects.toThrow(
      /puts out 4 numbers. Targets for these are logit/,
    );
    await expect(attributeChange(network, { from: image, to: picture(8, 8, 1) }, target)).rejects.toThrow(
      /one size/,
    );
    expect(tf.memory().numTensors).toBe(before);
    network.model.dispose();
  });
});
