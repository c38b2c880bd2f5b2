import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import { pixelwise, type LayerKind } from './kind';

/** Some of the channels of an image, from `begin` to before `end`: N x H x W x C to N x H x W x (end - begin). */
export class ChannelSlice extends layers.Layer {
  static readonly className = 'ChannelSlice';
  private readonly begin: number;
  private readonly end: number;

  constructor(config: { begin: number; end: number; name?: string }) {
    super(config);
    this.begin = config.begin;
    this.end = config.end;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w] = inputShape as Shape;
    return [n, h, w, this.end - this.begin];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.slice(x, [0, 0, 0, this.begin], [-1, -1, -1, this.end - this.begin]);
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), begin: this.begin, end: this.end };
  }
}

/** `ChannelSlice`; in training of planes. */
export const channelSlice: LayerKind = {
  className: ChannelSlice.className,
  emit: ({ graph, inputs: [x], config }) => {
    const [begin, end] = [config.begin as number, config.end as number];
    return graph.node('Slice', [
      x.value,
      graph.integers([begin]),
      graph.integers([end]),
      graph.integers([1]),
    ]);
  },
  locality: pixelwise,
  learn: (call) => {
    const {
      tape,
      inputs: [x],
      config,
    } = call;
    if (x.layout !== 'planes') return refuse(call);
    const { graph } = tape;
    const [begin, end] = [config.begin as number, config.end as number];
    const [from, to, axis] = [[begin], [end], [1]].map((list) => graph.integers(list));
    const value = graph.node('Slice', [x.value, from, to, axis]);
    return tape.record({ ...x, value, channels: end - begin }, (dy) =>
      tape.accumulate(
        x,
        graph.node('Pad', [dy, graph.integers([0, begin, 0, 0, 0, x.channels - end, 0, 0])]),
      ),
    );
  },
};
