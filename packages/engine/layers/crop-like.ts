import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import type { Feature, Tape } from '../gradients/compiled/tape';
import type { Value } from '../onnxruntime/graph';
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

/** `CropLike`; its gradient is that of what was kept, and zeros for what was cut off. */
export const cropLike: LayerKind = {
  className: CropLike.className,
  emit: ({ graph, inputs: [x, like], config }) => {
    const sizes = graph.node('Gather', [graph.node('Shape', [like.value]), graph.integers([2, 3])]);
    const ends = graph.node('Mul', [sizes, graph.integers([config.scale as number])]);
    return graph.node('Slice', [x.value, graph.integers([0, 0]), ends, graph.integers([2, 3])]);
  },
  sight: (_, { index }) => (index > 0 ? 'nothing' : around(0)),
  learn: (call) => {
    const {
      tape,
      inputs: [x, like],
      config,
    } = call;
    const scale = config.scale as number;
    const [height, width] = [like.height * scale, like.width * scale];
    const isImage = x.layout === 'blocks' || x.layout === 'planes';
    return isImage && height <= x.height && width <= x.width ? cropped(tape, x, height, width) : refuse(call);
  },
};

/** The upper left part of an image. */
function cropped(tape: Tape, x: Feature, height: number, width: number): Feature {
  if (height === x.height && width === x.width) return x;
  const { graph, batch } = tape;
  const run = tape.runOf(x);
  const shaped = (value: Value, shape: readonly number[]): Value =>
    graph.node('Reshape', [value, graph.integers(shape)]);
  // Channels of a block lie side by side: rows and columns are in front of them.
  const rows = (value: Value, of: { readonly height: number; readonly width: number }): Value =>
    shaped(value, [(batch * x.channels) / run, of.height, of.width, run]);
  const part = graph.node('Slice', [
    rows(x.value, x),
    graph.integers([0, 0]),
    graph.integers([height, width]),
    graph.integers([1, 2]),
  ]);
  const y: Feature = { ...x, value: shaped(part, [batch, x.channels, height, width]), height, width };
  return tape.record(y, (dy) => {
    const beyond = graph.integers([0, 0, 0, 0, 0, x.height - height, x.width - width, 0]);
    const whole = graph.node('Pad', [rows(dy, y), beyond]);
    tape.accumulate(x, shaped(whole, [batch, x.channels, x.height, x.width]));
  });
}
