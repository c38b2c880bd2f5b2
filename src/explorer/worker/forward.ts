import * as tf from '@tensorflow/tfjs-core';
import { unpack } from '../shared/bytes';
import type { PageLayer } from '../shared/data';
import type { SentNetwork } from './messages';
import { bicubic } from './resampling';

/** A network whose weights are tensors. */
export interface LoadedNetwork {
  readonly layers: readonly PageLayer[];
  readonly output: string;
  readonly weights: readonly { readonly kernel?: tf.Tensor4D; readonly bias?: tf.Tensor1D }[];
}

/** Makes tensors of a network's weights; they stay. */
export function loadNetwork({ layers, output }: SentNetwork, bytes: Uint8Array): LoadedNetwork {
  const weights = layers.map((layer) => {
    if (layer.kind !== 'conv') return {};
    const kernel = tf.tensor4d(unpack(bytes, layer.kernel), [...layer.shape]);
    return {
      kernel,
      bias: tf.tensor1d(layer.bias ? unpack(bytes, layer.bias) : new Float32Array(layer.shape[3])),
    };
  });
  return { layers, output, weights };
}

/**
 * What named layers put out for a batch N x H x W x 3. No layer behind the last one named is computed, and what no later layer
 * needs is freed at once. The caller disposes of the results.
 */
export function forward(network: LoadedNetwork, names: readonly string[], batch: tf.Tensor4D): tf.Tensor4D[] {
  const { layers } = network;
  const wanted = names.map((name) => layers.findIndex((layer) => layer.name === name));
  const needed = neededFor(layers, wanted);
  const last = Math.max(...wanted);
  const lastUse = new Map<number, number>();
  for (let at = 0; at <= last; at++) {
    if (needed.has(at)) for (const input of layers[at].inputs) lastUse.set(input, at);
  }
  const outputs = new Map<number, tf.Tensor4D>();
  for (let at = 0; at <= last; at++) {
    if (!needed.has(at)) continue;
    const inputs = layers[at].inputs.map((input) => outputs.get(input)!);
    outputs.set(
      at,
      tf.tidy(() => apply(network, at, inputs, batch)),
    );
    for (const input of layers[at].inputs) {
      if (lastUse.get(input) !== at || wanted.includes(input)) continue;
      const tensor = outputs.get(input);
      // The input is the caller's.
      if (tensor !== batch) tensor?.dispose();
      outputs.delete(input);
    }
  }
  return wanted.map((at) => outputs.get(at)!);
}

function neededFor(layers: readonly PageLayer[], wanted: readonly number[]): Set<number> {
  const needed = new Set<number>();
  const visit = (at: number): void => {
    if (needed.has(at)) return;
    needed.add(at);
    layers[at].inputs.forEach(visit);
  };
  wanted.forEach(visit);
  return needed;
}

function apply(
  { layers, weights }: LoadedNetwork,
  at: number,
  inputs: readonly tf.Tensor4D[],
  batch: tf.Tensor4D,
): tf.Tensor4D {
  const layer = layers[at];
  const [x] = inputs;
  switch (layer.kind) {
    case 'input':
      return batch;
    case 'conv':
      return tf.fused.conv2d({
        x,
        filter: weights[at].kernel!,
        bias: weights[at].bias,
        strides: layer.stride,
        pad: layer.padding,
        dilations: layer.dilation,
        activation: layer.activation,
      });
    case 'leaky':
      return tf.leakyRelu(x, layer.slope);
    case 'relu':
      return tf.relu(x);
    case 'add':
      return tf.addN([...inputs]);
    case 'multiply':
      return inputs.reduce((product, input) => tf.mul(product, input));
    case 'concatenate':
      return tf.concat([...inputs], 3);
    case 'rescale':
      return tf.add(tf.mul(x, layer.scale), layer.offset);
    case 'shuffle':
      return shuffle(x, layer.factor);
    case 'bicubic':
      return bicubic(x, layer.scale);
    case 'bilinear': {
      const [, height, width] = x.shape;
      return tf.image.resizeBilinear(x, [height * layer.scale, width * layer.scale], false, true);
    }
  }
}

/** As the engine's `PixelShuffle`: sample (i, j) of a block comes from channels (i r + j) C and following. */
export function shuffle(x: tf.Tensor4D, r: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const split = tf.reshape(x, [n * h, w, r, c / r]);
  return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, h * r, w * r, c / (r * r)]);
}

/** Means, then standard deviations of each channel over a patch: N x 2 C. */
export function pooled(x: tf.Tensor4D): tf.Tensor2D {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(x, [1, 2]);
    return tf.concat([mean, tf.sqrt(variance)], 1) as tf.Tensor2D;
  });
}
