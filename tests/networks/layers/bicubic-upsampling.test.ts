import * as tf from '@tensorflow/tfjs-core';
import { input, model as buildModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { imageToImage } from '@ddr-lab/engine/onnxruntime/compiled/image-to-image';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { BicubicUpsampling } from '@ddr-lab/engine/layers/bicubic-upsampling';
import { createRandom } from '@ddr-lab/base/random';
import { useOnnxruntime } from '../../backend/onnxruntime/against-cpu';
import { byLayers, draw, expectClose } from '../../backend/onnxruntime/compiled/compare';

beforeAll(useOnnxruntime);
afterAll(() => closeCompiled());

function upsampler(scale: number, channels = 3): LayersModel {
  const x = input({ shape: [null, null, channels] });
  return buildModel({ inputs: x, outputs: new BicubicUpsampling({ scale }).apply(x) as typeof x });
}

const random = createRandom(5);

describe('BicubicUpsampling', () => {
  it.each([
    [2, 7, 5],
    [3, 6, 9],
    [4, 8, 6],
    [4, 1, 3],
    [4, 2, 2],
  ])('x%i of %i x %i is what `resize` makes, to the border, by tfjs and compiled', (scale, height, width) => {
    const model = upsampler(scale);
    const images = [0, 1].map(() => mapSamples(createImage(height, width), () => random.uniform()));
    const x = {
      data: Float32Array.from(images.flatMap(({ data }) => [...data])),
      dims: [2, height, width, 3],
    };
    const expected = {
      data: Float32Array.from(images.flatMap((image) => [...resize(image, { scale }).data])),
      dims: [2, height * scale, width * scale, 3],
    };
    // Bicubic overshoots, and nothing clips it.
    if (height > 5) expect(expected.data.some((value) => value < 0 || value > 1)).toBe(true);
    // float32 sums of 16 products of numbers below 1.3, where `resize` has float64: below 1e-6.
    expectClose(byLayers(model, model.outputs, x)[0], expected, 1e-6);
    expectClose(compiledModel(model, model.outputs)!.run(x)[0], expected, 1e-6);
  });

  it('takes any number of channels, each by itself', () => {
    for (const channels of [1, 5]) {
      const model = upsampler(2, channels);
      const x = draw([2, 4, 3, channels]);
      expectClose(compiledModel(model, model.outputs)!.run(x)[0], byLayers(model, model.outputs, x)[0]);
    }
  });

  it('is the same in tiles', async () => {
    const model = upsampler(3);
    const x = draw([1, 70, 50, 3]);
    const tiles: number[] = [];
    const actual = await imageToImage(model, x, { tileBytes: 1, onProgress: ({ done }) => tiles.push(done) });
    expect(tiles.length).toBeGreaterThan(4);
    expectClose(actual!, byLayers(model, model.outputs, x)[0]);
  });

  it('hands gradients on: their sum is that of the output', () => {
    const layer = new BicubicUpsampling({ scale: 4 });
    tf.tidy(() => {
      const x = tf.randomUniform([2, 4, 5, 3], 0, 1, 'float32', 1);
      const gradient = tf.grad((image: tf.Tensor) => tf.sum(layer.apply(image) as tf.Tensor))(x);
      expect(gradient.shape).toEqual(x.shape);
      // Weights add up to 1 for each of the 16 output samples of a pixel.
      expect(tf.sum(gradient).dataSync()[0]).toBeCloseTo(16 * x.size, 1);
    });
  });
});
