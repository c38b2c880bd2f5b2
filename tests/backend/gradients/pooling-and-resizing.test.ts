import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { liftLimits } from '../no-limits';
import { except, exceptCpu } from './exceptions';
import { expectGradients, expectValues } from './finite-differences';
import { tfPad } from './padding';
import { apart, normals, type Float64Values } from '../reference/array';
import { resizeBilinear } from '../reference/layers';
import { averagePooling, maxPooling } from '../reference/pooling';
import type { Padding } from '../reference/windows';

// Pooling and resizing against definitions in float64, their gradients against finite differences; DDR_BACKEND chooses the backend.

type Pair = [number, number];
type Shape4 = [number, number, number, number];
type T4 = tf.Tensor4D;

beforeAll(async () => {
  liftLimits();
  await useBackend();
});

describe('pooling', () => {
  describe.each<{ x: Shape4; window: Pair; stride: Pair; pad: Padding }>([
    { x: [2, 6, 4, 3], window: [2, 2], stride: [2, 2], pad: 'valid' },
    { x: [1, 5, 7, 2], window: [3, 3], stride: [1, 1], pad: 'same' },
    { x: [1, 7, 6, 9], window: [3, 2], stride: [2, 3], pad: 'same' },
    { x: [2, 5, 5, 1], window: [3, 3], stride: [2, 2], pad: 1 },
    { x: [1, 4, 5, 2], window: [1, 1], stride: [1, 1], pad: 'valid' },
    { x: [1, 5, 4, 2], window: [5, 4], stride: [1, 1], pad: 'valid' },
  ])('of $x in windows of $window, stride $stride, pad $pad', ({ x, window, stride, pad }) => {
    it('takes the largest', (context) => {
      if (typeof pad === 'number') except(context, 'tensorflow', 'pads by name only');
      except(context, 'wasm', 'loses the gradient where a window has no positive value');
      expectGradients({
        inputs: [apart(x)],
        compute: (a) => tf.maxPool(a as T4, window, stride, tfPad(pad)),
        reference: (a) => maxPooling(a, { window, stride, pad }),
      });
    });
    it('takes the mean', (context) => {
      if (typeof pad === 'number') except(context, 'tensorflow', 'pads by name only');
      if (pad !== 'valid') {
        except(context, 'wasm', 'counts the padding in the gradient of the mean, though not in the mean');
        exceptCpu(context, 'AvgPoolGrad', 'counts the padding, which the mean does not');
        if (pad !== 'same')
          except(context, 'onnxruntime', "does the same, as tfjs-core's tests expect it there");
      }
      expectGradients({
        inputs: [normals(x)],
        compute: (a) => tf.avgPool(a as T4, window, stride, tfPad(pad)),
        reference: (a) => averagePooling(a, { window, stride, pad }),
      });
    });
  });
});

describe('bilinear resizing', () => {
  it.for<{ x: Shape4; to: Pair; alignCorners?: boolean; halfPixelCenters?: boolean }>([
    { x: [2, 4, 4, 3], to: [8, 8] },
    { x: [1, 5, 5, 2], to: [3, 7] },
    { x: [1, 4, 4, 2], to: [8, 8], alignCorners: true },
    { x: [1, 3, 3, 1], to: [1, 5], alignCorners: true },
    { x: [2, 4, 4, 3], to: [16, 16], halfPixelCenters: true },
    { x: [1, 7, 7, 2], to: [3, 4], halfPixelCenters: true },
    { x: [1, 3, 5, 2], to: [6, 4] },
    { x: [1, 5, 3, 2], to: [7, 9], alignCorners: true },
    { x: [1, 6, 4, 3], to: [24, 16], halfPixelCenters: true },
    { x: [1, 1, 1, 2], to: [3, 2], halfPixelCenters: true },
  ])('of $x to $to, aligned $alignCorners, half pixel $halfPixelCenters', (options, context) => {
    const { x, to, alignCorners = false, halfPixelCenters = false } = options;
    const operation = {
      inputs: [normals(x)],
      compute: (a: tf.Tensor) => tf.image.resizeBilinear(a as T4, to, alignCorners, halfPixelCenters),
      reference: (a: Float64Values) => resizeBilinear(a, to, { alignCorners, halfPixelCenters }),
    };
    expectValues(operation);
    if (halfPixelCenters) except(context, 'wasm', 'knows no half pixel centers in the gradient');
    if (halfPixelCenters) exceptCpu(context, 'ResizeBilinearGrad', 'knows no half pixel centers');
    if (x[1] !== x[2]) exceptCpu(context, 'ResizeBilinearGrad', 'exchanges height and width');
    expectGradients(operation);
  });
});
