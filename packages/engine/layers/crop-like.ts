import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { LayerKind } from './kind';
import { around } from './sight';

/**
 * Of two inputs, the upper left part of the first that is `scale` times as large as the second: N x (s H) x (s W) x C of something
 * larger and of N x H x W x D.
 */
export class CropLike extends layers.Layer {
  static readonly className = 'CropLike';
  private readonly scale: number;

  constructor(config: { scale: number; name?: string }) {
    super(config);
    this.scale = config.scale;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [[, , , c], [n, h, w]] = inputShape as Shape[];
    return [n, h && h * this.scale, w && w * this.scale, c];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, like] = inputs as tf.Tensor[];
    const [n, , , c] = x.shape;
    return tf.slice(x, [0, 0, 0, 0], [n, like.shape[1]! * this.scale, like.shape[2]! * this.scale, c]);
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), scale: this.scale };
  }
}

/** `CropLike`, for inference. */
export const cropLike: LayerKind = {
  className: CropLike.className,
  emit: ({ graph, inputs: [x, like], config }) => {
    const sizes = graph.node('Gather', [graph.node('Shape', [like.value]), graph.integers([2, 3])]);
    const ends = graph.node('Mul', [sizes, graph.integers([config.scale as number])]);
    return graph.node('Slice', [x.value, graph.integers([0, 0]), ends, graph.integers([2, 3])]);
  },
  sight: (_, { index }) => (index > 0 ? 'nothing' : around(0)),
};
