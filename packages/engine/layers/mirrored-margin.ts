import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import type { LayerKind } from './kind';
import { windowAxis } from './sight';
import type { Value } from '../onnxruntime/graph';

/**
 * An image with a margin at its bottom and right, so that its sides are multiples of a number: mirrored at the last row and column, which are not repeated (SwinIR, Liang et al. 2021). N x H x W x C to
 * N x H' x W' x C. `CropLike` takes the margin off again.
 */
export class MirroredMargin extends layers.Layer {
  static readonly className = 'MirroredMargin';
  private readonly multiple: number;

  constructor(config: { multiple: number; name?: string }) {
    super(config);
    this.multiple = config.multiple;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = inputShape as Shape;
    const whole = (side: number | null): number | null =>
      side && Math.ceil(side / this.multiple) * this.multiple;
    return [n, whole(h), whole(w), c];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      let x = Array.isArray(inputs) ? inputs[0] : inputs;
      for (const axis of [1, 2]) {
        const length = x.shape[axis]!;
        const places = reflected(length, Math.ceil(length / this.multiple) * this.multiple);
        if (places.length > length) x = tf.gather(x, tf.tensor1d(places, 'int32'), axis);
      }
      return x.clone();
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), multiple: this.multiple };
  }
}

/** The places of `count` places that go on as mirror images behind the last of `length`. */
function reflected(length: number, count: number): number[] {
  const period = Math.max(1, 2 * (length - 1));
  return Array.from({ length: count }, (_, i) => {
    const place = i % period;
    return Math.min(place, period - place);
  });
}

/** `MirroredMargin`; in training only of images that need none. */
export const mirroredMargin: LayerKind = {
  className: MirroredMargin.className,
  emit: ({ graph, inputs: [x], config }) => {
    const number = (value: number): Value => graph.constant(BigInt64Array.of(BigInt(value)), []);
    const sizes = graph.node('Shape', [x.value]);
    const multiple = number(config.multiple as number);
    let value = x.value;
    for (const axis of [2, 3]) {
      const length = graph.node('Gather', [sizes, number(axis)], { axis: 0 });
      const more = graph.node('Add', [length, graph.node('Sub', [multiple, number(1)])]);
      const whole = graph.node('Mul', [graph.node('Div', [more, multiple]), multiple]);
      const last = graph.node('Sub', [length, number(1)]);
      const period = graph.node('Max', [graph.node('Add', [last, last]), number(1)]);
      const inside = graph.node('Mod', [graph.node('Range', [number(0), whole, number(1)]), period]);
      const places = graph.node('Min', [inside, graph.node('Sub', [period, inside])]);
      value = graph.node('Gather', [value, places], { axis });
    }
    return value;
  },
  sight: (_, { input, output }) => {
    if (!input || !output) return undefined;
    // What is mirrored lies before the last pixel, by as much as the margin is wide.
    const axis = (from: number, to: number): ReturnType<typeof windowAxis> => ({
      ...windowAxis(1, 1, 1, 0),
      from: -2 * (to - from),
    });
    return { rows: axis(input.height, output.height), columns: axis(input.width, output.width) };
  },
  learn: (call) => {
    const [x] = call.inputs;
    const multiple = call.config.multiple as number;
    return x.height % multiple === 0 && x.width % multiple === 0 ? x : refuse(call);
  },
};
