import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import type { Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';

/** An image less the mean of each of its channels over all pixels: N x H x W x C to the same. */
export class Centred extends layers.Layer {
  static readonly className = 'Centred';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.sub(x, tf.mean(x, [1, 2], true));
    });
  }
}

/** `Centred`; it looks at whole images. In training of images in planes. */
export const centred: LayerKind = {
  className: Centred.className,
  emit: ({ graph, inputs: [x] }) =>
    graph.node('Sub', [x.value, graph.node('ReduceMean', [x.value], { axes: [2, 3], keepdims: 1 })]),
  sight: () => 'image',
  learn: (call) => {
    const {
      tape,
      inputs: [x],
    } = call;
    if (x.layout !== 'planes') return refuse(call);
    const { graph } = tape;
    const less = (value: Value): Value =>
      graph.node('Sub', [value, graph.node('ReduceMean', [value], { axes: [2, 3], keepdims: 1 })]);
    // It is a projection: its gradient is the same again.
    return tape.record({ ...x, value: less(x.value) }, (dy) => tape.accumulate(x, less(dy)));
  },
};
