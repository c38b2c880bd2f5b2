import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

/**
 * Rearranges N x H x W x (r r C) to N x (r H) x (r W) x C (Shi et al. 2016), channels in tfjs's depthToSpace
 * order: sample (i, j) of a block comes from channels (i r + j) C and following. Written as one
 * transposition, since wasm's DepthToSpace takes ten times as long.
 */
export class PixelShuffle extends layers.Layer {
  static readonly className = 'PixelShuffle';
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
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [n, h, w, c] = x.shape;
      const r = this.factor;
      // Rows of a block lie W pixels apart, its columns side by side: only the block's row moves.
      const split = tf.reshape(x, [n * h, w, r, c / r]);
      return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, h * r, w * r, c / (r * r)]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), factor: this.factor };
  }
}
