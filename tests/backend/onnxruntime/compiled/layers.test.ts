import { input, layers, model as buildModel, type LayersModel } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { closeCompiled } from '@ddr-lab/engine/onnxruntime/compiled/cache';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { BilinearUpsampling } from '@ddr-lab/engine/layers/bilinear-upsampling';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { useOnnxruntime } from '../against-cpu';
import { byLayers, draw, drawWeights, expectClose, expectSameAsLayers } from './compare';

beforeAll(useOnnxruntime);
afterEach(() => closeCompiled());

type Chain = () => readonly layers.Layer[];

/** A model that applies layers one after another to images of C channels (of open size by default). */
function chain(make: Chain, shape: (number | null)[]): LayersModel {
  const first = input({ shape });
  const last = make().reduce((x, layer) => layer.apply(x) as typeof first, first);
  return drawWeights(buildModel({ inputs: first, outputs: last }));
}

const image: Record<string, Chain> = {
  'Conv2D same': () => [layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same' })],
  'Conv2D valid, no bias': () => [layers.conv2d({ filters: 8, kernelSize: [3, 2], useBias: false })],
  'Conv2D even window': () => [layers.conv2d({ filters: 5, kernelSize: [4, 2], padding: 'same' })],
  'Conv2D stride 2, same': () => [layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' })],
  'Conv2D stride 2 x 3, valid': () => [layers.conv2d({ filters: 5, kernelSize: 3, strides: [2, 3] })],
  'Conv2D dilated': () => [layers.conv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: 'same' })],
  'Conv2D 5 x 5, leading to 1 x 1': () => [
    layers.conv2d({ filters: 8, kernelSize: 5, padding: 'same', activation: 'relu' }),
    layers.conv2d({ filters: 16, kernelSize: 1, activation: 'tanh' }),
  ],
  DepthwiseConv2D: () => [
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu' }),
  ],
  'DepthwiseConv2D stride 2': () => [
    layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
  ],
  'Dense on an image': () => [layers.dense({ units: 3, activation: 'sigmoid' })],
  BatchNormalization: () => [
    layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }),
    layers.batchNormalization(),
    layers.reLU(),
  ],
  'BatchNormalization without scale and centre': () => [
    layers.batchNormalization({ scale: false, center: false, epsilon: 0.1 }),
  ],
  ReLU: () => [layers.reLU()],
  'ReLU up to 0.5': () => [layers.reLU({ maxValue: 0.5 })],
  LeakyReLU: () => [layers.leakyReLU({ alpha: 0.1 })],
  ELU: () => [layers.elu()],
  PReLU: () => [layers.prelu({ sharedAxes: [1, 2] })],
  Softmax: () => [layers.softmax({ axis: -1 })],
  MaxPooling2D: () => [layers.maxPooling2d({ poolSize: 2 })],
  'MaxPooling2D 3, stride 2, same': () => [layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
  AveragePooling2D: () => [layers.averagePooling2d({ poolSize: 2 })],
  'AveragePooling2D 3, stride 2, same': () => [
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ],
  'GlobalAveragePooling2D, Dense': () => [
    layers.globalAveragePooling2d({}),
    layers.dense({ units: 4, activation: 'softmax' }),
  ],
  GlobalMaxPooling2D: () => [layers.globalMaxPooling2d({})],
  'UpSampling2D nearest': () => [layers.upSampling2d({ size: [2, 3] })],
  'UpSampling2D bilinear': () => [layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' })],
  ZeroPadding2D: () => [
    layers.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3],
      ],
    }),
  ],
  Rescaling: () => [layers.rescaling({ scale: 2, offset: -0.5 })],
  'Dropout, GaussianNoise': () => [layers.dropout({ rate: 0.5 }), layers.gaussianNoise({ stddev: 1 })],
  'PixelShuffle 2': () => [new PixelShuffle({ factor: 2 })],
  'BilinearUpsampling 3': () => [new BilinearUpsampling({ scale: 3 })],
};
for (const activation of [
  'linear',
  'relu6',
  'elu',
  'selu',
  'hardSigmoid',
  'softplus',
  'softsign',
  'tanh',
  'softmax',
] as const) {
  image[`Activation ${activation}`] = () => [layers.activation({ activation })];
}

describe('layers on images', () => {
  it.each(Object.keys(image))('%s', (name) => {
    const model = chain(image[name], [null, null, 8]);
    for (const dims of [
      [2, 6, 9, 8],
      [1, 5, 5, 8],
    ])
      expectSameAsLayers(model, model.outputs, draw(dims));
    model.dispose();
  });
});

const fixed: Record<string, Chain> = {
  'Flatten, Dense': () => [layers.flatten(), layers.dense({ units: 3 }), layers.batchNormalization()],
  'Flatten, Reshape': () => [
    layers.flatten(),
    layers.reshape({ targetShape: [3, 4, 10] }),
    layers.maxPooling2d({}),
  ],
  'Reshape, one size left open': () => [layers.reshape({ targetShape: [-1, 5] })],
  'PReLU of every pixel': () => [layers.prelu()],
};

describe('layers on images of one size', () => {
  it.each(Object.keys(fixed))('%s', (name) => {
    const model = chain(fixed[name], [4, 6, 5]);
    expectSameAsLayers(model, model.outputs, draw([3, 4, 6, 5]));
    model.dispose();
  });
});

describe('several inputs', () => {
  it.each(['add', 'multiply', 'average', 'maximum', 'minimum', 'concatenate'] as const)('%s', (name) => {
    const x = input({ shape: [null, null, 4] });
    const parts = [x, layers.reLU().apply(x), layers.leakyReLU({}).apply(x)] as (typeof x)[];
    const model = buildModel({ inputs: x, outputs: layers[name]({}).apply(parts) as typeof x });
    expectSameAsLayers(model, model.outputs, draw([2, 3, 5, 4]));
    model.dispose();
  });

  it('channel attention: one factor a channel', () => {
    const x = input({ shape: [null, null, 8] });
    const mean = layers.globalAveragePooling2d({}).apply(x);
    const squeezed = layers.reshape({ targetShape: [1, 1, 8] }).apply(mean);
    const factor = layers.conv2d({ filters: 8, kernelSize: 1, activation: 'sigmoid' }).apply(squeezed);
    const output = layers.multiply().apply([x, factor as typeof x]) as typeof x;
    const model = drawWeights(buildModel({ inputs: x, outputs: output }));
    expectSameAsLayers(model, model.outputs, draw([2, 5, 4, 8]));
    model.dispose();
  });

  it('concatenation along the width', () => {
    const x = input({ shape: [3, 4, 2] });
    const output = layers.concatenate({ axis: 2 }).apply([x, layers.reLU().apply(x) as typeof x]);
    const model = buildModel({ inputs: x, outputs: output as typeof x });
    expectSameAsLayers(model, model.outputs, draw([2, 3, 4, 2]));
    model.dispose();
  });

  it('a layer used twice', () => {
    const x = input({ shape: [null, null, 8] });
    const shared = layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' });
    const once = shared.apply(x) as typeof x;
    const twice = shared.apply(layers.reLU().apply(once)) as typeof x;
    const model = drawWeights(
      buildModel({ inputs: x, outputs: layers.add().apply([once, twice]) as typeof x }),
    );
    expectSameAsLayers(model, [once, twice, ...model.outputs], draw([2, 5, 4, 8]));
    model.dispose();
  });
});

describe('numbers that are none', () => {
  // Interpolated pixels have them also from a neighbour whose weight is zero, which tfjs does not look at.
  const names = Object.keys(image).filter((name) => !/bilinear/i.test(name));
  it.each(names)('pass through %s as in tfjs', (name) => {
    const model = chain(image[name], [null, null, 8]);
    const x = draw([1, 5, 5, 8]);
    x.data.set([NaN], 3);
    x.data.set([Infinity], 101);
    x.data.set([-Infinity], 190);
    expectSameAsLayers(model, model.outputs, x);
    model.dispose();
  });

  it('pass as in tfjs, also where activations and sums are part of a convolution', () => {
    const x = input({ shape: [null, null, 8] });
    const conv = (from: typeof x): typeof x =>
      layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same' }).apply(from) as typeof x;
    const hidden = conv(
      layers.reLU().apply(conv(layers.leakyReLU({}).apply(conv(x)) as typeof x)) as typeof x,
    );
    const model = drawWeights(
      buildModel({ inputs: x, outputs: layers.add().apply([x, hidden]) as typeof x }),
    );
    const { data, dims } = draw([1, 12, 12, 8]);
    data[0] = NaN;
    data[1100] = Infinity;
    const [expected] = byLayers(model, model.outputs, { data, dims });
    const found = expected.data.filter((value) => !Number.isFinite(value)).length;
    expect(found).toBeGreaterThan(8);
    expect(found).toBeLessThan(expected.data.length);
    expectClose(compiledModel(model, model.outputs)!.run({ data, dims })[0], expected);
    model.dispose();
  });
});

describe('what is not compiled', () => {
  it.each<[string, Chain]>([
    ['a layer of an unknown kind', () => [layers.permute({ dims: [2, 1, 3] })]],
    ['channels first', () => [layers.conv2d({ filters: 2, kernelSize: 1, dataFormat: 'channelsFirst' })]],
    ['softmax over rows, which tfjs refuses', () => [layers.softmax({ axis: 1 })]],
    ['an unknown activation', () => [layers.activation({ activation: 'swish' })]],
  ])('%s', (_, make) => {
    const model = chain(make, [6, 6, 6]);
    expect(compiledModel(model, model.outputs)).toBeUndefined();
    model.dispose();
  });

  it('two inputs', () => {
    const x = [input({ shape: [4] }), input({ shape: [4] })];
    const model = buildModel({ inputs: x, outputs: layers.add().apply(x) as (typeof x)[0] });
    expect(compiledModel(model, model.outputs)).toBeUndefined();
  });

  it('anything on another backend', async () => {
    const model = chain(image.ReLU, [null, null, 8]);
    await tf.setBackend('cpu');
    try {
      expect(compiledModel(model, model.outputs)).toBeUndefined();
    } finally {
      await tf.setBackend('onnxruntime');
    }
  });
});
