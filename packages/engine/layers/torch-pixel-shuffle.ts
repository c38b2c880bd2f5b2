import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerKind } from './kind';

/**
 * N x H x W x (C r r) to N x (r H) x (r W) x C with channels in PyTorch's order: sample (i, j) of a block of channel c comes from
 * c r r + i r + j. For convolutions in groups, whose output channels cannot change places; `PixelShuffle` is faster.
 */
export class TorchPixelShuffle extends layers.Layer {
  static readonly className = 'TorchPixelShuffle';
  private readonly factor: number;

  constructor(config: { factor: number; name?: string }) {
    super(config);
    this.factor = config.factor;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = inputShape as Shape;
    const r = this.factor;
    return [n, h && h * r, w && w * r, c! / (r * r)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [n, h, w, c] = x.shape;
      const r = this.factor;
      const channels = c / (r * r);
      // First samples before channels, then the rows of a block apart.
      const samples = tf.transpose(tf.reshape(x, [n * h * w, channels, r * r]), [0, 2, 1]);
      const split = tf.reshape(samples, [n * h, w, r, r * channels]);
      return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, h * r, w * r, channels]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), factor: this.factor };
  }
}

export const torchPixelShuffle: LayerKind = {
  className: TorchPixelShuffle.className,
  emit: ({ graph, inputs: [x], config }) =>
    graph.node('DepthToSpace', [x.value], { blocksize: config.factor as number, mode: 'CRD' }),
  locality: ({ factor }) => ({ reach: 0, scale: factor as number }),
};
