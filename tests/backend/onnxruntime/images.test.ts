import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { both, draw, expectClose, expectSame, useOnnxruntime } from './against-cpu';

beforeAll(useOnnxruntime);

const size = fc.integer({ min: 1, max: 9 });
const seeds = fc.nat({ max: 1e9 });

/** Images, a window and how it moves; sizes that leave nothing are left out. */
const windows = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: size,
    width: size,
    channels: fc.integer({ min: 1, max: 10 }),
    filter: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom('same', 'valid'),
    seed: seeds,
  })
  .filter(({ height, width, filter, pad }) => pad === 'same' || (height >= filter[0] && width >= filter[1]));

const runs = { numRuns: 150 };

/** A tensor without NaN and infinities, unless `wild`. */
function image(shape: readonly number[], seed: number, wild = false): tf.Tensor {
  return tf.tensor(draw(shape, seed, wild), [...shape]);
}

/** A kernel's result, as our backend computes it. */
function ours(
  name: string,
  inputs: tf.NamedTensorMap,
  attrs: object,
): { data: Float32Array; shape: number[] } {
  const backend = tf.backend() as MathBackendCPU;
  const { kernelFunc } = tf.getKernel(name, 'onnxruntime');
  const result = kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend }) as tf.TensorInfo;
  return { data: backend.readSync(result.dataId) as Float32Array, shape: result.shape };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * For a linear f, <f(x), dy> is <x, gradient(dy)>: that makes it the gradient, whatever the cpu backend's is.
 * Each of some thousand numbers is rounded to float32 a few times.
 */
function expectAdjoint(x: tf.Tensor, y: ArrayLike<number>, dy: tf.Tensor, dx: ArrayLike<number>): void {
  const [forward, backward] = [dot(y, dy.dataSync()), dot(x.dataSync(), dx)];
  const scale = 16 * Math.max(x.size, dy.size);
  expect(Math.abs(forward - backward)).toBeLessThanOrEqual(scale * 8 * 2 ** -24);
}

describe('pooling', () => {
  it('MaxPool equals the cpu backend to the last bit', () => {
    fc.assert(
      fc.property(windows, ({ batch, height, width, channels, filter, strides, pad, seed }) => {
        tf.tidy(() => {
          const x = image([batch, height, width, channels], seed, true);
          expectSame(both('MaxPool', { x }, { filterSize: filter, strides, pad }));
        });
      }),
      runs,
    );
  });

  it('AvgPool equals the cpu backend', () => {
    fc.assert(
      fc.property(windows, ({ batch, height, width, channels, filter, strides, pad, seed }) => {
        tf.tidy(() => {
          const x = image([batch, height, width, channels], seed);
          // Sums of at most 16 numbers of at most 4, added in float32.
          expectClose(both('AvgPool', { x }, { filterSize: filter, strides, pad }), 64 * 2 ** -24);
        });
      }),
      runs,
    );
  });

  it('MaxPoolGrad equals the cpu backend, with numbers that are equal, NaN or infinite too', () => {
    fc.assert(
      fc.property(
        windows,
        fc.boolean(),
        ({ batch, height, width, channels, filter, strides, pad, seed }, wild) => {
          tf.tidy(() => {
            const input = wild
              ? image([batch, height, width, channels], seed, true)
              : tf.round(image([batch, height, width, channels], seed));
            const attrs = { filterSize: filter, strides, pad };
            const { shape } = ours('MaxPool', { x: input }, attrs);
            // Sums of at most 16 numbers of at most 4, added in float32.
            const inputs = { dy: image(shape, seed + 1), input, output: tf.zeros(shape) };
            expectClose(both('MaxPoolGrad', inputs, attrs), 64 * 2 ** -24);
          });
        },
      ),
      runs,
    );
  });

  it('AvgPoolGrad is the gradient of AvgPool, at padded edges too', () => {
    fc.assert(
      fc.property(windows, ({ batch, height, width, channels, filter, strides, pad, seed }) => {
        tf.tidy(() => {
          const x = image([batch, height, width, channels], seed);
          const attrs = { filterSize: filter, strides, pad };
          const y = ours('AvgPool', { x }, attrs);
          const dy = image(y.shape, seed + 1);
          expectAdjoint(x, y.data, dy, ours('AvgPoolGrad', { dy, input: x }, attrs).data);
          if (pad === 'valid') expectClose(both('AvgPoolGrad', { dy, input: x }, attrs), 64 * 2 ** -24);
        });
      }),
      runs,
    );
  });
});

describe('resizing', () => {
  const resizes = fc.record({
    shape: fc.tuple(fc.nat({ max: 3 }), size, size, fc.integer({ min: 1, max: 10 })),
    size: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 })),
    corners: fc.constantFrom<[boolean, boolean][]>([false, false], [true, false], [false, true]),
    seed: seeds,
  });

  it.each(['ResizeBilinear', 'ResizeNearestNeighbor'])(
    '%s equals the cpu backend to the last bit',
    (name) => {
      fc.assert(
        fc.property(resizes, fc.boolean(), ({ shape, size, corners, seed }, wild) => {
          const [alignCorners, halfPixelCenters] = corners;
          tf.tidy(() => {
            const images = image(shape, seed, wild);
            expectSame(both(name, { images }, { size, alignCorners, halfPixelCenters }));
          });
        }),
        runs,
      );
    },
  );

  it("ResizeBilinearGrad is the gradient of ResizeBilinear, and the cpu backend's where that is right", () => {
    fc.assert(
      fc.property(resizes, ({ shape, size, corners, seed }) => {
        const [alignCorners, halfPixelCenters] = corners;
        tf.tidy(() => {
          const images = image(shape, seed);
          const attrs = { size, alignCorners, halfPixelCenters };
          const y = ours('ResizeBilinear', { images }, attrs);
          const dy = image(y.shape, seed + 1);
          const dx = ours('ResizeBilinearGrad', { dy, images }, attrs);
          expect(dx.shape).toEqual(shape);
          expectAdjoint(images, y.data, dy, dx.data);
          if (halfPixelCenters || shape[1] !== shape[2]) return;
          expectSame(both('ResizeBilinearGrad', { dy, images }, attrs));
        });
      }),
      runs,
    );
  });
});

describe('depthwise convolution', () => {
  const multiples = fc.integer({ min: 1, max: 3 });
  /** Sums of at most 16 products (of rows of at most 9, for the filter) of numbers of at most 4. */
  const tolerance = 16 * 16 * 2 ** -24;

  it('DepthwiseConv2dNative equals the cpu backend, with any strides, dilations and padding', () => {
    const dilations = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(windows, multiples, dilations, fc.boolean(), (w, multiple, apart, dilated) => {
        const [strides, dilations] = dilated ? [[1, 1], apart] : [w.strides, [1, 1]];
        const span = w.filter.map((taps, axis) => (taps - 1) * dilations[axis] + 1);
        if (w.pad === 'valid' && (span[0] > w.height || span[1] > w.width)) return;
        tf.tidy(() => {
          const x = image([w.batch, w.height, w.width, w.channels], w.seed);
          const filter = image([...w.filter, w.channels, multiple], w.seed + 1);
          const attrs = { strides, pad: w.pad, dilations, dataFormat: 'NHWC' };
          expectClose(both('DepthwiseConv2dNative', { x, filter }, attrs), tolerance);
        });
      }),
      runs,
    );
  });

  it("its gradients equal the cpu backend's", () => {
    fc.assert(
      fc.property(windows, multiples, (w, multiple) => {
        tf.tidy(() => {
          const inputShape = [w.batch, w.height, w.width, w.channels];
          const filterShape = [...w.filter, w.channels, multiple];
          const [x, filter] = [image(inputShape, w.seed), image(filterShape, w.seed + 1)];
          const attrs = { strides: w.strides, pad: w.pad, dilations: [1, 1], dataFormat: 'NHWC' };
          const { shape } = ours('DepthwiseConv2dNative', { x, filter }, attrs);
          const dy = image(shape, w.seed + 2);
          const input = { ...attrs, inputShape };
          // Of M filters a channel M times as many products.
          expectClose(
            both('DepthwiseConv2dNativeBackpropInput', { dy, filter }, input),
            multiple * tolerance,
          );
          expectClose(
            both('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attrs, filterShape }),
            tolerance,
          );
        });
      }),
      runs,
    );
  });

  it.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'prelu', 'leakyrelu'])(
    'FusedDepthwiseConv2D equals the cpu backend with activation %s',
    (activation) => {
      tf.tidy(() => {
        const inputs = {
          x: image([2, 7, 8, 6], 1),
          filter: image([3, 3, 6, 1], 2),
          bias: image([6], 3),
          preluActivationWeights: image([6], 4),
        };
        const attrs = {
          strides: 1,
          pad: 'same',
          dilations: 1,
          dataFormat: 'NHWC',
          activation,
          leakyreluAlpha: 0.3,
        };
        expectClose(both('FusedDepthwiseConv2D', inputs, attrs), tolerance);
      });
    },
  );

  it('passes on NaN and infinities only to what their windows reach', () => {
    tf.tidy(() => {
      const x = draw([1, 8, 8, 5], 1, false);
      x[5 * 20 + 2] = NaN;
      x[5 * 50 + 3] = Infinity;
      const inputs = { x: tf.tensor(x, [1, 8, 8, 5]), filter: image([3, 3, 5, 1], 2) };
      const attrs = { strides: 1, pad: 'same', dilations: 1, dataFormat: 'NHWC' };
      expectClose(both('DepthwiseConv2dNative', inputs, attrs), tolerance);
    });
  });
});
