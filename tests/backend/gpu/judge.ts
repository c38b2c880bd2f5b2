import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { createRandom } from '@ddr-lab/base/random';

/** Uniform numbers in [0, 1]. */
export function numbers(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.uniform());
}

/** What discriminators and classifiers are made of: strides, normalisation by the batch, a head. For images of 6 x 6. */
export function judge(head: 'flatten' | 'average'): LayersModel {
  const x = input({ shape: [6, 6, 3] });
  const on = (layer: layers.Layer, y: SymbolicTensor): SymbolicTensor => layer.apply(y) as SymbolicTensor;
  const first = on(layers.conv2d({ name: 'first', filters: 8, kernelSize: 3, padding: 'same' }), x);
  const second = layers.conv2d({
    name: 'second',
    filters: 8,
    kernelSize: 4,
    strides: 2,
    padding: 'same',
    useBias: false,
  });
  const normal = on(layers.batchNormalization({ name: 'normal', epsilon: 1e-5 }), on(second, first));
  const active = on(layers.leakyReLU({ alpha: 0.2 }), normal);
  const rows = on(head === 'flatten' ? layers.flatten({}) : layers.globalAveragePooling2d({}), active);
  const network = model({ inputs: x, outputs: on(layers.dense({ name: 'verdict', units: 1 }), rows) });
  const weights = network.getWeights().map((weight, i) => {
    const values = numbers(weight.size, i + 1).map((value) => value - 0.5);
    const isVariance = network.weights[i].name.includes('variance');
    return tf.tensor(isVariance ? values.map((value) => value + 1) : values, weight.shape);
  });
  network.setWeights(weights);
  tf.dispose(weights);
  return network;
}
