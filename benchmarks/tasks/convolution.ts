import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '@ddr-lab/engine/backend';
import { readFloats } from '../inputs/read';
import type { PrepareTask } from '../protocol';

const attributes = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1, dimRoundingMode: undefined };

/**
 * One convolution, 3 x 3 and same, or one of its gradients (`which`: forward, input, filter), through tfjs's own
 * kernels, the result read into JavaScript's memory.
 */
export const convolution: PrepareTask = async (inputs, { which }) => {
  await useBackend();
  const tensor = async (file: string): Promise<tf.Tensor4D> => {
    const { shape, data } = await readFloats(file);
    return tf.tensor4d(data, shape as [number, number, number, number]);
  };
  const x = await tensor(inputs.x);
  const filter = await tensor(inputs.filter);
  const dy = await tensor(inputs.dy);
  const kernels: Readonly<Record<string, () => tf.Tensor>> = {
    forward: () => tf.conv2d(x, filter, 1, 'same'),
    input: () => kernel('Conv2DBackpropInput', { dy, filter }, { ...attributes, inputShape: x.shape }),
    filter: () => kernel('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: filter.shape }),
  };
  const compute = kernels[which];
  let output: { shape: number[]; data: Float32Array } = { shape: [], data: new Float32Array() };
  return {
    run: () =>
      tf.tidy(() => {
        const result = compute();
        output = { shape: result.shape, data: result.dataSync<'float32'>() };
      }),
    results: () => ({ output }),
  };
};

function kernel(name: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;
}
