import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerKind } from './kind';

/** Mean plus standard deviation (of the whole, not of a sample) of each channel of each image: N x H x W x C to N x 1 x 1 x C. */
export class ChannelContrast extends layers.Layer {
  static readonly className = 'ChannelContrast';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, , , c] = inputShape as Shape;
    return [n, 1, 1, c];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const mean = tf.mean(x, [1, 2], true);
      const variance = tf.mean(tf.square(tf.sub(x, mean)), [1, 2], true);
      return tf.add(tf.sqrt(variance), mean);
    });
  }
}

/** `ChannelContrast`, for inference; it looks at whole images. */
export const channelContrast: LayerKind = {
  className: ChannelContrast.className,
  emit: ({ graph, inputs: [x] }) => {
    const mean = graph.node('ReduceMean', [x.value], { axes: [2, 3], keepdims: 1 });
    const apart = graph.node('Sub', [x.value, mean]);
    const square = graph.node('Mul', [apart, apart]);
    const deviation = graph.node('Sqrt', [graph.node('ReduceMean', [square], { axes: [2, 3], keepdims: 1 })]);
    return graph.node('Add', [deviation, mean]);
  },
  sight: () => 'image',
};
