import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { Graph, Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';
import { bothAxes, interpolated } from './sight';
import { learnResampling } from './upsampling';

/** N x H x W x C to N x (s H) x (s W) x C, bilinear with half-pixel centres (PyTorch's align_corners = false). */
export class BilinearUpsampling extends layers.Layer {
  static readonly className = 'BilinearUpsampling';
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
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.image.resizeBilinear(x, [x.shape[1] * this.scale, x.shape[2] * this.scale], false, true);
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), scale: this.scale };
  }
}

/** `BilinearUpsampling`, by onnxruntime's own resizing. */
export const bilinearUpsampling: LayerKind = {
  className: BilinearUpsampling.className,
  emit: ({ graph, inputs: [x], config }) => upsampleBilinear(graph, x.value, config.scale as number),
  locality: ({ scale }) => ({ reach: 1, scale: scale as number }),
  sight: ({ scale }) => bothAxes(interpolated(1, scale as number)),
  learn: learnResampling,
};

/** N x C x H x W to N x C x (s H) x (s W), bilinear with half-pixel centres. */
function upsampleBilinear(graph: Graph, x: Value, scale: number): Value {
  const scales = graph.constant(Float32Array.of(1, 1, scale, scale), [4]);
  return graph.node('Resize', [x, '', scales], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
}
