import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { Graph, Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';
import { bothAxes } from './sight';

/**
 * Rearranges N x H x W x C to N x H/r x W/r x (r r C), the inverse of `PixelShuffle`: sample (i, j) of a block goes to channels
 * (i r + j) C and following. Rows and columns are mirrored at the lower and the right border up to whole blocks, as
 * Real-ESRGAN does it before its network; `CropLike` takes from the result what came of them.
 */
export class PixelUnshuffle extends layers.Layer {
  static readonly className = 'PixelUnshuffle';
  private readonly factor: number;

  constructor(config: { factor: number; name?: string }) {
    super(config);
    this.factor = config.factor;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = inputShape as Shape;
    const r = this.factor;
    return [n, h && Math.ceil(h / r), w && Math.ceil(w / r), c! * r * r];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const r = this.factor;
      const whole = mirrored(mirrored(x, 1, r), 2, r);
      const [n, h, w, c] = whole.shape;
      // Pixels of a row that go into one block lie side by side: only the block's row moves.
      const split = tf.reshape(whole, [(n * h) / r, r, w / r, r * c]);
      return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, h / r, w / r, r * r * c]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), factor: this.factor };
  }
}

/** Goes on backwards beyond an axis's end, to a multiple of the factor; at an image's other border it stays there. */
function mirrored(x: tf.Tensor, axis: 1 | 2, factor: number): tf.Tensor {
  const size = x.shape[axis]!;
  const whole = Math.ceil(size / factor) * factor;
  if (whole === size) return x;
  const last = size - 1;
  const places = Int32Array.from({ length: whole }, (_, i) => Math.max(0, last - Math.abs(last - i)));
  return tf.gather(x, tf.tensor1d(places, 'int32'), axis);
}

/** `PixelUnshuffle`, for inference. */
export const pixelUnshuffle: LayerKind = {
  className: PixelUnshuffle.className,
  emit: ({ graph, inputs: [x], config }) => {
    const factor = config.factor as number;
    const whole = mirror(graph, mirror(graph, x.value, 2, factor), 3, factor);
    return graph.node('SpaceToDepth', [whole], { blocksize: factor });
  },
  sight: ({ factor }) =>
    bothAxes({ stride: factor as number, scale: 1, from: 0, to: (factor as number) - 1 }),
};

/** `mirrored`, in a graph. */
function mirror(graph: Graph, x: Value, axis: 2 | 3, factor: number): Value {
  const one = (value: number): Value => graph.constant(BigInt64Array.of(BigInt(value)), []);
  const size = graph.node('Gather', [graph.node('Shape', [x]), one(axis)]);
  const blocks = graph.node('Div', [graph.node('Add', [size, one(factor - 1)]), one(factor)]);
  const places = graph.node('Range', [one(0), graph.node('Mul', [blocks, one(factor)]), one(1)]);
  const last = graph.node('Sub', [size, one(1)]);
  const beyond = graph.node('Abs', [graph.node('Sub', [last, places])]);
  const back = graph.node('Max', [graph.node('Sub', [last, beyond]), one(0)]);
  return graph.node('Gather', [x, back], { axis });
}
