import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { interpolationMatrix } from '@ddr-lab/base/arrays/interpolation';

/**
 * N x H x W x C to N x (s H) x (s W) x C, bicubic as MATLAB's `imresize` (Keys, a = -0.5, half-pixel centres, the
 * edge sample repeated beyond the border): what `resize(image, { scale })` gives, neither rounded nor clipped. Two
 * products with fixed matrices, first down the columns, then along the rows; tfjs has no bicubic of its own.
 */
export class BicubicUpsampling extends layers.Layer {
  static readonly className = 'BicubicUpsampling';
  private readonly scale: number;

  constructor(config: { scale: number; name?: string }) {
    super(config);
    this.scale = config.scale;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = inputShape as Shape;
    return [n, h && h * this.scale, w && w * this.scale, c];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [n, h, w, c] = x.shape;
      const [tall, wide] = [h * this.scale, w * this.scale];
      const weights = (from: number, to: number): tf.Tensor3D =>
        tf.tensor3d(interpolationMatrix(from, to, this.scale), [1, to, from]);
      // First the rows of each image, then the pixels of each row.
      const columns = tf.matMul(weights(h, tall), tf.reshape(x, [n, h, w * c]));
      const pixels = tf.reshape(columns, [n * tall, w, c]);
      return tf.reshape(tf.matMul(weights(w, wide), pixels), [n, tall, wide, c]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), scale: this.scale };
  }
}
