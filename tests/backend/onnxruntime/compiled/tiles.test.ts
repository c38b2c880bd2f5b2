import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as buildModel, type LayersModel } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeCompiled, openCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { imageToImage } from '@ddr-lab/engine/onnxruntime/compiled/image-to-image';
import { stagesTo, stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import { tilesOf } from '@ddr-lab/engine/onnxruntime/compiled/tiles';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { srresnet } from '../../../../src/networks/architectures/srresnet/network';
import { useOnnxruntime } from '../against-cpu';
import { byLayers, draw, drawWeights, expectClose } from './compare';

beforeAll(useOnnxruntime);
afterEach(() => closeCompiled());

const small = { channels: 8, blocks: 1, outerGain: 1 } as const;

function stages(model: LayersModel): ReturnType<typeof stagesTo> {
  const { steps, outputs } = stepsTo(model, model.outputs)!;
  return stagesTo(steps, outputs[0]);
}

it('tiles cover an image once', () => {
  const size = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 60 }), (height, width, side) => {
      const seen = new Uint8Array(height * width);
      for (const { top, bottom, left, right } of tilesOf(height, width, side)) {
        expect(Math.max(bottom - top, right - left)).toBeLessThanOrEqual(side);
        for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) seen[y * width + x]++;
      }
      expect(seen.every((count) => count === 1)).toBe(true);
    }),
  );
});

describe('stages', () => {
  it('of SRResNet: the body sees far, the rest near', () => {
    const model = srresnet({ channels: 64, blocks: 16, scale: 4 });
    const [body, rest, ...others] = stages(model)!;
    expect(others).toEqual([]);
    // 33 convolutions of 3 x 3 in the body; behind it 1 + 1/2 + 1/4 + 1/4 pixels of LR.
    expect(body).toMatchObject({ reach: 33, scales: [1], bytesPerPixel: 3 * 4 * 64 });
    expect(rest).toMatchObject({ reach: 2, scales: [4], bytesPerPixel: 3 * 4 * 64 * 16 });
    model.dispose();
  });

  it('do not exist where a layer looks at the whole image or skips pixels', () => {
    const x = input({ shape: [null, null, 4] });
    const outputs = {
      pooled: layers.globalAveragePooling2d({}).apply(x),
      strided: layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }).apply(x),
      shrunk: layers.conv2d({ filters: 4, kernelSize: 3 }).apply(x),
    };
    for (const output of Object.values(outputs)) {
      expect(stages(buildModel({ inputs: x, outputs: output as typeof x }))).toBeUndefined();
    }
  });
});

describe('an image in tiles', () => {
  it.each([
    [2, true],
    [3, true],
    [4, true],
    [4, false],
  ] as const)('x%i, global residual %s: as the whole image', async (scale, globalResidual) => {
    const model = srresnet({ ...small, scale, globalResidual });
    const x = draw([1, 61, 90, 3]);
    const tiles: number[] = [];
    const actual = await imageToImage(model, x, { tileBytes: 1, onProgress: ({ done }) => tiles.push(done) });
    // The body's tiles are 48 pixels wide and high, 16 times its reach; the rest's 32.
    expect(tiles.length).toBe(2 * 2 + 2 * 3);
    expectClose(actual!, byLayers(model, model.outputs, x)[0]);
    // Graphs do not keep the memory of tiles.
    expect(openCompiled()).toBe(0);
    model.dispose();
  });

  it('by a network that does not enlarge, and by one that only does', async () => {
    const x = input({ shape: [null, null, 3] });
    const conv = layers.conv2d({ filters: 12, kernelSize: [5, 4], padding: 'same' }).apply(x) as typeof x;
    const prelu = layers.prelu({ sharedAxes: [1, 2] }).apply(conv) as typeof x;
    const shuffled = new PixelShuffle({ factor: 2 }).apply(prelu) as typeof x;
    const image = draw([1, 70, 40, 3]);
    for (const output of [prelu, shuffled]) {
      const model = drawWeights(buildModel({ inputs: x, outputs: output }));
      const actual = await imageToImage(model, image, { tileBytes: 1 });
      expectClose(actual!, byLayers(model, model.outputs, image)[0]);
    }
  });

  it('whole, where a layer looks at all of it', async () => {
    const x = input({ shape: [null, null, 4] });
    const mean = layers.reshape({ targetShape: [1, 1, 4] }).apply(layers.globalAveragePooling2d({}).apply(x));
    const output = layers.multiply().apply([x, mean as typeof x]) as typeof x;
    const model = buildModel({ inputs: x, outputs: output });
    const image = draw([1, 40, 50, 4]);
    expectClose((await imageToImage(model, image, { tileBytes: 1 }))!, byLayers(model, [output], image)[0]);
  });

  it('stops between two tiles, and lets others in', async () => {
    const model = srresnet(small);
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    const work = imageToImage(model, draw([1, 100, 100, 3]), { tileBytes: 1, signal: stop.signal });
    await expect(work).rejects.toThrow(/abort/i);
    model.dispose();
  });

  it('not at all on another backend', async () => {
    const model = srresnet(small);
    await tf.setBackend('cpu');
    try {
      expect(await imageToImage(model, draw([1, 4, 4, 3]))).toBeUndefined();
    } finally {
      await tf.setBackend('onnxruntime');
    }
    model.dispose();
  });
});
