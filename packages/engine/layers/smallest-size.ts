import type * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { identity } from './arrangement';
import type { LayerKind } from './kind';
import { around } from './sight';

/** Passes images N x H x W x C on, of so many pixels to a side or more: what comes behind it makes nothing of smaller ones. */
export class SmallestSize extends layers.Layer {
  static readonly className = 'SmallestSize';
  private readonly side: number;

  constructor(config: { side: number; name?: string }) {
    super(config);
    this.side = config.side;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return inputShape as Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    this.checkSize(x.shape[1]!, x.shape[2]!);
    return x.clone();
  }

  /**
   * Called before a compiled graph runs, which has no such check in it.
   *
   * @throws InputError for a smaller image.
   */
  checkSize(height: number, width: number): void {
    if (Math.min(height, width) < this.side) {
      throw new InputError(
        `The network takes images of ${this.side} x ${this.side} pixels or more, and this is ${height} x ${width}.`,
      );
    }
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), side: this.side };
  }
}

/** `SmallestSize`, which is checked before a graph runs and passes its input on there. */
export const smallestSize: LayerKind = {
  className: SmallestSize.className,
  emit: identity,
  sight: () => around(0),
};
