import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import type { Feature, Tape } from '../gradients/compiled/tape';
import type { Value } from '../onnxruntime/graph';
import { fromBlocks, toBlocks } from '../onnxruntime/layouts';
import type { LayerKind } from './kind';

/**
 * N x H x W x (C r r) to N x (r H) x (r W) x C with channels in PyTorch's order: sample (i, j) of a block of channel c comes from
 * c r r + i r + j. For convolutions in groups, whose output channels cannot change places; `PixelShuffle` is faster.
 */
export class TorchPixelShuffle extends layers.Layer {
  static readonly className = 'TorchPixelShuffle';
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
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [n, h, w, c] = x.shape;
      const r = this.factor;
      const channels = c / (r * r);
      // First samples before channels, then the rows of a block apart.
      const samples = tf.transpose(tf.reshape(x, [n * h * w, channels, r * r]), [0, 2, 1]);
      const split = tf.reshape(samples, [n * h, w, r, r * channels]);
      return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, h * r, w * r, channels]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), factor: this.factor };
  }
}

/** `TorchPixelShuffle`; in training the channels of its result must be whole blocks. */
export const torchPixelShuffle: LayerKind = {
  className: TorchPixelShuffle.className,
  emit: ({ graph, inputs: [x], config }) =>
    graph.node('DepthToSpace', [x.value], { blocksize: config.factor as number, mode: 'CRD' }),
  locality: ({ factor }) => ({ reach: 0, scale: factor as number }),
  learn: (call) => {
    const {
      tape,
      inputs: [x],
      config,
    } = call;
    const factor = config.factor as number;
    const whole = x.layout === 'blocks' && (x.channels / factor ** 2) % tape.block === 0;
    return whole ? shuffle(tape, x, factor) : refuse(call);
  },
};

/** N x H x W x (C r r) to N x (r H) x (r W) x C, in PyTorch's order: sample (i, j) of channel c comes from c r r + i r + j. */
function shuffle(tape: Tape, x: Feature, factor: number): Feature {
  const { graph, batch } = tape;
  const channels = x.channels / factor ** 2;
  const { height, width } = x;
  const turn = (value: Value, split: readonly number[], perm: number[], whole: readonly number[]): Value => {
    const parts = graph.node('Reshape', [value, graph.integers(split)]);
    const turned = graph.node('Transpose', [parts], { perm });
    return toBlocks(graph, graph.node('Reshape', [turned, graph.integers(whole)]));
  };
  // From N x C x r x r x H x W to N x (H r) x (W r) x C, and back.
  const y: Feature = {
    ...x,
    value: turn(
      fromBlocks(graph, x.value, x.channels, 'NCHW'),
      [batch, channels, factor, factor, height, width],
      [0, 4, 2, 5, 3, 1],
      [batch, height * factor, width * factor, channels],
    ),
    channels,
    height: height * factor,
    width: width * factor,
  };
  return tape.record(y, (dy) =>
    tape.accumulate(
      x,
      turn(
        fromBlocks(graph, dy, channels, 'NCHW'),
        [batch, channels, height, factor, width, factor],
        [0, 2, 4, 1, 3, 5],
        [batch, height, width, x.channels],
      ),
    ),
  );
}
