import { InputError } from '@ddr-lab/base/errors';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import { countOf, fromPixels, pixelsOf } from '../gradients/compiled/pixels';
import type { Feature } from '../gradients/compiled/tape';
import type { Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';
import { around } from './sight';

/**
 * The frames of clips as images of their own: N x H x W x (T C), the channels of a frame side by side, to (N T) x H x W x C, a clip's frames one behind the other. So layers
 * that know images alone work on each frame by itself.
 */
export class FramesApart extends layers.Layer {
  static readonly className = 'FramesApart';
  private readonly frames: number;

  constructor(config: { frames: number; name?: string }) {
    super(config);
    this.frames = config.frames;
  }

  /** @throws InputError for channels that are not so many frames'. */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = inputShape as Shape;
    if (c! % this.frames !== 0) throw new InputError(`${c} channels are not those of ${this.frames} frames.`);
    return [n && n * this.frames, h, w, c! / this.frames];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [n, h, w, c] = x.shape as [number, number, number, number];
      const each = c / this.frames;
      const split = tf.transpose(tf.reshape(x, [n, h * w, this.frames, each]), [0, 2, 1, 3]);
      return tf.reshape(split, [n * this.frames, h, w, each]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), frames: this.frames };
  }
}

/** One frame of each clip: (N T) x H x W x C to N x H x W x C. */
export class OneFrame extends layers.Layer {
  static readonly className = 'OneFrame';
  private readonly frames: number;
  private readonly frame: number;

  /** @param config `frame` is the frame's number, from 0. */
  constructor(config: { frames: number; frame: number; name?: string }) {
    super(config);
    this.frames = config.frames;
    this.frame = config.frame;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, ...sizes] = inputShape as Shape;
    return [n && n / this.frames, ...sizes];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [count, h, w, c] = x.shape as [number, number, number, number];
      const n = count / this.frames;
      const split = tf.reshape(x, [n, this.frames, h * w * c]);
      return tf.reshape(tf.slice(split, [0, this.frame, 0], [n, 1, h * w * c]), [n, h, w, c]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), frames: this.frames, frame: this.frame };
  }
}

/** `FramesApart`; in training of planes, whose numbers lie in this order already. */
export const framesApart: LayerKind = {
  className: FramesApart.className,
  emit: ({ graph, inputs: [x], config }) => {
    const frames = config.frames as number;
    const sizes = graph.node('Gather', [graph.node('Shape', [x.value]), graph.integers([2, 3])], { axis: 0 });
    const channels = x.shape[3]! / frames;
    const target = graph.node('Concat', [graph.integers([-1, channels]), sizes], { axis: 0 });
    return graph.node('Reshape', [x.value, target]);
  },
  sight: () => around(0),
  learn: (call) => {
    const {
      tape,
      inputs: [x],
      config,
    } = call;
    if (x.layout !== 'planes') return refuse(call);
    const { graph } = tape;
    const frames = config.frames as number;
    const { height, width } = x;
    const [count, channels] = [countOf(tape, x), x.channels / frames];
    const shaped = (value: Value, shape: readonly number[]): Value =>
      graph.node('Reshape', [value, graph.integers(shape)]);
    const value = shaped(x.value, [count * frames, channels, height, width]);
    const y: Feature = { ...x, value, channels, count: count * frames };
    return tape.record(y, (dy) => tape.accumulate(x, shaped(dy, [count, x.channels, height, width])));
  },
};

/** `OneFrame`. */
export const oneFrame: LayerKind = {
  className: OneFrame.className,
  emit: ({ graph, inputs: [x], config }) => {
    const { frames, frame } = config as { frames: number; frame: number };
    const [axis, step] = [graph.integers([0]), graph.integers([frames])];
    return graph.node('Slice', [x.value, graph.integers([frame]), graph.integers([2 ** 31 - 1]), axis, step]);
  },
  sight: () => around(0),
  learn: ({ tape, inputs: [given], config }) => {
    const { graph } = tape;
    const { frames, frame } = config as { frames: number; frame: number };
    const x = given.layout === 'pixels' ? given : fromPixels(tape, given);
    const count = countOf(tape, x) / frames;
    const size = x.height * x.width * x.channels;
    const shaped = (value: Value, shape: readonly number[]): Value =>
      graph.node('Reshape', [value, graph.integers(shape)]);
    const shape = (images: number): readonly number[] =>
      x.layout === 'pixels'
        ? [(pixelsOf(tape, x) / countOf(tape, x)) * images, x.channels]
        : [images, x.channels, x.height, x.width];
    const one = graph.node('Gather', [shaped(x.value, [count, frames, size]), graph.integers([frame])], {
      axis: 1,
    });
    const y: Feature = {
      ...x,
      value: shaped(one, shape(count)),
      count: count === tape.batch ? undefined : count,
    };
    return tape.record(y, (dy) => {
      const parts = [
        ...(frame > 0 ? [graph.zeros([count, frame, size])] : []),
        shaped(dy, [count, 1, size]),
        ...(frame < frames - 1 ? [graph.zeros([count, frames - 1 - frame, size])] : []),
      ];
      tape.accumulate(x, shaped(graph.node('Concat', parts, { axis: 1 }), shape(count * frames)));
    });
  },
};
