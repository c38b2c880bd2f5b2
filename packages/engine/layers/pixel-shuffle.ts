import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import type { Feature, Tape } from '../gradients/compiled/tape';
import type { Value } from '../onnxruntime/graph';
import { channelsFirst, channelsLast, fromBlocks, toBlocks } from '../onnxruntime/layouts';
import type { LayerKind } from './kind';

/**
 * Rearranges N x H x W x (r r C) to N x (r H) x (r W) x C (Shi et al. 2016), channels in tfjs's depthToSpace
 * order: sample (i, j) of a block comes from channels (i r + j) C and following. Written as one
 * transposition, since wasm's DepthToSpace takes ten times as long.
 */
export class PixelShuffle extends layers.Layer {
  static readonly className = 'PixelShuffle';
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
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [n, h, w, c] = x.shape;
      const r = this.factor;
      // Rows of a block lie W pixels apart, its columns side by side: only the block's row moves.
      const split = tf.reshape(x, [n * h, w, r, c / r]);
      return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [n, h * r, w * r, c / (r * r)]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), factor: this.factor };
  }
}

/** `PixelShuffle`; in training the channels of its result must be whole blocks, or fewer than one. */
export const pixelShuffle: LayerKind = {
  className: PixelShuffle.className,
  emit: ({ graph, inputs: [x], config }) =>
    graph.node('DepthToSpace', [x.value], { blocksize: config.factor as number, mode: 'DCR' }),
  locality: ({ factor }) => ({ reach: 0, scale: factor as number }),
  learn: (call) => {
    const {
      tape,
      inputs: [x],
      config,
    } = call;
    const factor = config.factor as number;
    const channels = x.channels / factor ** 2;
    const isKnown = x.layout === 'blocks' && (channels % tape.block === 0 || channels < tape.block);
    return isKnown ? shuffle(tape, x, factor) : refuse(call);
  },
};

/** N x H x W x (r r C) to N x (r H) x (r W) x C, in tfjs's depthToSpace order; of whole blocks, to whole blocks or planes. */
function shuffle(tape: Tape, x: Feature, factor: number): Feature {
  const { graph } = tape;
  const channels = x.channels / factor ** 2;
  const { height, width } = x;
  const swap = (value: Value, split: readonly number[], whole: readonly number[]): Value => {
    // Rows of a block lie W pixels apart, its columns side by side: only the block's row moves.
    const parts = graph.node('Reshape', [value, graph.integers(split)]);
    const turned = graph.node('Transpose', [parts], { perm: [0, 2, 1, 3] });
    return graph.node('Reshape', [turned, graph.integers(whole)]);
  };
  const run = factor * channels;
  const pixels = fromBlocks(graph, x.value, x.channels, 'NHWC');
  const large = swap(pixels, [-1, width, factor, run], [-1, height * factor, width * factor, channels]);
  const isBlocks = channels % tape.block === 0;
  const y: Feature = {
    ...x,
    layout: isBlocks ? 'blocks' : 'planes',
    value: isBlocks ? toBlocks(graph, large) : channelsFirst(graph, large),
    channels,
    height: height * factor,
    width: width * factor,
  };
  return tape.record(y, (dy) => {
    const small = isBlocks ? fromBlocks(graph, dy, channels, 'NHWC') : channelsLast(graph, dy);
    const dx = swap(small, [-1, factor, width, run], [-1, height, width, x.channels]);
    tape.accumulate(x, toBlocks(graph, dx));
  });
}
