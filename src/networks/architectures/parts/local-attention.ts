import { WindowAttention } from '@ddr-lab/engine/layers/window-attention/layer';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';

/**
 * Lets attention begin with what is near, in all frames alike: -(dx^2 + dy^2) / (2 sigma^2) is added to the position biases of a fresh network, dx and dy being how far apart two pixels are. A network
 * whose pixels all look at the whole window at first takes many times as long to find out that something near is of use. A model that gets its weights from a file is left as it is.
 *
 * @param sigma in pixels.
 */
export function lookNearby(model: LayersModel, sigma: number): LayersModel {
  if (areWeightsGiven()) return model;
  for (const layer of model.layers) {
    if (!(layer instanceof WindowAttention)) continue;
    const { window, heads } = layer.getConfig() as { window: number; heads: number };
    const [weight] = layer.weights;
    const side = 2 * window - 1;
    // Rows are distances in frames, rows and columns, the last the fastest.
    const biases = (weight.read().dataSync<'float32'>() as Float32Array).map((bias, i) => {
      const place = Math.floor(i / heads);
      const dy = (Math.floor(place / side) % side) - (window - 1);
      const dx = (place % side) - (window - 1);
      return bias - (dx * dx + dy * dy) / (2 * sigma * sigma);
    });
    const tensor = tf.tensor(biases, weight.shape as number[]);
    weight.write(tensor);
    tensor.dispose();
  }
  return model;
}
