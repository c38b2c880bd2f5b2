import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { interpolationMatrix } from '@ddr-lab/base/arrays/interpolation';
import type { Graph, Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';
import { bothAxes, interpolated } from './sight';
import { learnResampling } from './upsampling';

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

/** `BicubicUpsampling`, as one convolution that makes all samples of a pixel. */
export const bicubicUpsampling: LayerKind = {
  className: BicubicUpsampling.className,
  emit: ({ graph, inputs: [x], config }) =>
    upsampleBicubic(graph, x.value, config.scale as number, x.shape[3]!),
  locality: ({ scale }) => ({ reach: 2, scale: scale as number }),
  sight: ({ scale }) => bothAxes(interpolated(1, scale as number, 2)),
  learn: learnResampling,
};

/** How far bicubic interpolation looks: four samples, two of them at most to one side. */
const reach = 2;
const taps = 2 * reach + 1;

/**
 * N x C x H x W to N x C x (s H) x (s W), bicubic as MATLAB's `imresize`, with the edge sample beyond the border
 * (`resize` of @ddr-lab/images). One convolution of 5 x 5 makes the s x s samples of each input pixel, which are then
 * put in their places: onnxruntime's own cubic `Resize` gives the same and takes 50 to 250 times as long.
 *
 * @param scale a positive whole number.
 * @param channels C.
 */
function upsampleBicubic(graph: Graph, x: Value, scale: number, channels: number): Value {
  const pads = [0, 0, reach, reach];
  const padded = graph.node('Pad', [x, graph.integers([...pads, ...pads])], { mode: 'edge' });
  // Every channel is an image of its own; 0 keeps a size.
  const planes = graph.node('Reshape', [padded, graph.integers([-1, 1, 0, 0])]);
  const filters = graph.constant(bicubicPhases(scale), [scale * scale, 1, taps, taps]);
  const samples = graph.node('Conv', [planes, filters], { kernel_shape: [taps, taps] });
  const large = graph.node('DepthToSpace', [samples], { blocksize: scale, mode: 'DCR' });
  return graph.node('Reshape', [large, graph.integers([-1, channels, 0, 0])]);
}

/** One filter of 5 x 5 for each of the s x s samples of a pixel, row by row. */
function bicubicPhases(scale: number): Float32Array {
  // Those of a pixel whose neighbours all exist.
  const length = taps;
  const matrix = interpolationMatrix(length, length * scale, scale);
  const row = (phase: number): Float32Array => {
    const start = (reach * scale + phase) * length;
    return matrix.subarray(start, start + length);
  };
  const filters = new Float32Array(scale * scale * taps * taps);
  let next = 0;
  for (let down = 0; down < scale; down++) {
    for (let across = 0; across < scale; across++) {
      for (const vertical of row(down)) {
        for (const horizontal of row(across)) filters[next++] = vertical * horizontal;
      }
    }
  }
  return filters;
}
