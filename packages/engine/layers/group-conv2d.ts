import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse, weightsOf } from '../gradients/compiled/learn';
import { required } from '../onnxruntime/compiled/layer-call';
import { filterToPlain } from '../onnxruntime/layouts';
import type { Weight } from './copy-weights';
import { learnConvolution } from './convolution';
import type { LayerKind } from './kind';
import { convolve, pair, windowAttributes, windowReach, windowSight } from './window';

/**
 * A convolution whose channels are split into groups that do not see each other (PyTorch's `groups`), with zeros around the image:
 * N x H x W x C to N x H x W x K. The k-th of g parts of the outputs is made of the k-th of the inputs. Kernel kH x kW x C/g x K, bias K.
 */
export class GroupConv2D extends layers.Layer {
  static readonly className = 'GroupConv2D';
  private readonly filters: number;
  private readonly kernelSize: number;
  private readonly groups: number;
  private kernel!: Weight;
  private bias!: Weight;

  constructor(config: { filters: number; kernelSize: number; groups: number; name?: string }) {
    super(config);
    this.filters = config.filters;
    this.kernelSize = config.kernelSize;
    this.groups = config.groups;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = (inputShape as Shape)[3]!;
    const size = this.kernelSize;
    const zeros = initializers.zeros();
    this.kernel = this.addWeight(
      'kernel',
      [size, size, channels / this.groups, this.filters],
      'float32',
      zeros,
    );
    this.bias = this.addWeight('bias', [this.filters], 'float32', zeros);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w] = inputShape as Shape;
    return [n, h, w, this.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const kernels = tf.split(this.kernel.read(), this.groups, 3) as tf.Tensor4D[];
      const parts = (tf.split(x, this.groups, 3) as tf.Tensor4D[]).map((part, k) =>
        tf.conv2d(part, kernels[k], 1, 'same'),
      );
      return tf.add(tf.concat(parts, 3), this.bias.read());
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    const { filters, kernelSize, groups } = this;
    return { ...super.getConfig(), filters, kernelSize, groups };
  }
}

/** `GroupConv2D`; in training each group must be of whole blocks. */
export const groupConv2d: LayerKind = {
  className: GroupConv2D.className,
  emit: (call) => {
    const kernel = required(call, 'kernel');
    const window = windowAttributes({ padding: 'same' }, kernel.shape.slice(0, 2));
    const filters = filterToPlain(call.graph, kernel.value);
    return window && convolve(call, filters, { ...window, group: call.config.groups as number });
  },
  locality: (config) => windowReach({ ...config, padding: 'same' }, [1, 1]),
  sight: (config, seen) => windowSight({ padding: 'same' }, pair(config.kernelSize, 1), seen),
  learn: (call) => {
    const {
      tape,
      inputs: [x],
      config,
      following,
    } = call;
    const groups = config.groups as number;
    const weights = weightsOf(call);
    const kernel = weights.get('kernel')!;
    // Each group is whole blocks.
    const parts = [kernel.shape[2], kernel.shape[3] / groups];
    if (groups > 1 && parts.some((channels) => channels % tape.block !== 0)) return refuse(call);
    return learnConvolution(tape, x, { kernel, bias: weights.get('bias'), stride: 1, groups, ...following });
  },
  fuses: true,
};
