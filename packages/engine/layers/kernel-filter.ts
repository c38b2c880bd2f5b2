import { InputError } from '@ddr-lab/base/errors';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse, type LearnCall } from '../gradients/compiled/learn';
import type { Feature } from '../gradients/compiled/tape';
import type { LayerCall } from '../onnxruntime/compiled/layer-call';
import type { Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';
import { mirroredInGraph, mirroredPlaces } from './mirrored-places';
import { windowAxis } from './sight';

/** What `KernelFilter` takes. */
export interface KernelFilterConfig {
  /** Rows and columns of a kernel, K. */
  readonly size: number;
  /** What the image is shrunk by, s; K - s must be even, so that the kernel has a middle. Default 1. */
  readonly stride?: number;
  readonly name?: string;
}

/**
 * A filter whose kernel is given, another for each image, the same for all its channels: of images N x H x W x C and kernels N x K^2, N x H/s x W/s x C. Number K i + j of an
 * image is what the pixel i - (K - s)/2 rows below and j - (K - s)/2 columns to the right of pixel (s y, s x) is multiplied by (correlation: nothing is turned). So the kernel's
 * middle lies on the middle of the s x s pixels that one pixel is made of, as MATLAB's bicubic has it. Beyond the border the image is mirrored, its edge repeated.
 */
export class KernelFilter extends layers.Layer {
  static readonly className = 'KernelFilter';
  private readonly size: number;
  private readonly stride: number;

  /** @throws InputError for sizes that are not positive whole numbers, and where the kernel has no middle. */
  constructor({ size, stride = 1, ...config }: KernelFilterConfig) {
    super(config);
    const isCount = (value: number): boolean => Number.isInteger(value) && value > 0;
    if (!isCount(size) || !isCount(stride) || size < stride || (size - stride) % 2 !== 0) {
      throw new InputError(
        `A kernel of ${size} x ${size} with stride ${stride} has no middle: both are whole numbers, and the kernel is larger by an even number.`,
      );
    }
    this.size = size;
    this.stride = stride;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [[n, h, w, c], [, taps]] = inputShape as Shape[];
    if (taps !== this.size ** 2) {
      throw new InputError(
        `Kernels of ${this.size} x ${this.size} are rows of ${this.size ** 2} numbers, not of ${taps}.`,
      );
    }
    const shrunk = (length: number | null): number | null => length && Math.floor(length / this.stride);
    return [n, shrunk(h), shrunk(w), c];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { size, stride } = this;
    return tf.tidy(() => {
      const [x, kernels] = inputs as [tf.Tensor4D, tf.Tensor2D];
      const [n, height, width, channels] = x.shape;
      const [tall, wide] = [Math.floor(height / stride), Math.floor(width / stride)];
      // Products with matrices of zeros and ones, which tfjs differentiates on any backend.
      const chosen = (length: number, count: number, tap: number): number[] =>
        Array.from(
          { length: count },
          (_, i) => mirroredPlaces(length, stride * i + tap - (size - stride) / 2, 1)[0],
        );
      const choice = (places: readonly number[], length: number): tf.Tensor3D =>
        tf.expandDims(tf.oneHot(tf.tensor1d([...places], 'int32'), length).toFloat(), 0);
      const taps = Array.from({ length: size }, (_, tap) => tap);
      const columns = choice(
        taps.flatMap((tap) => chosen(width, wide, tap)),
        width,
      );
      const across = tf.reshape(tf.matMul(columns, tf.reshape(x, [n * height, width, channels])), [
        n,
        height,
        size * wide * channels,
      ]);
      const parts = taps.map((tap) => {
        const rows = tf.matMul(choice(chosen(height, tall, tap), height), across);
        const factors = tf.reshape(tf.slice(kernels, [0, tap * size], [n, size]), [n, 1, size, 1]);
        return tf.sum(tf.mul(tf.reshape(rows, [n, tall, size, wide * channels]), factors), 2);
      });
      return tf.reshape(tf.addN(parts), [n, tall, wide, channels]);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), size: this.size, stride: this.stride };
  }
}

/** `KernelFilter`; the kernels are made of the whole image, so that it is not computed in tiles. In training of images with fewer channels than a block. */
export const kernelFilter: LayerKind = {
  className: KernelFilter.className,
  emit,
  sight: (config, { index }) => {
    const { size, stride } = sizesOf(config);
    const axis = windowAxis(size, stride, 1, (size - stride) / 2);
    return index > 0 ? 'image' : { rows: axis, columns: axis };
  },
  learn,
};

const sizesOf = (config: LayerCall['config']): { size: number; stride: number } => ({
  size: config.size as number,
  stride: config.stride as number,
});

/** Row by row of the kernels: sizes and the number of images are known only at each run, and all taps at once would need K^2 images' memory. */
function emit({ graph, inputs: [x, kernels], config }: LayerCall): Value {
  const { size, stride } = sizesOf(config);
  const before = (size - stride) / 2;
  const number = (value: number): Value => graph.constant(BigInt64Array.of(BigInt(value)), []);
  const sizes = graph.node('Shape', [x.value]);
  const length = (axis: number): Value => graph.node('Gather', [sizes, number(axis)], { axis: 0 });
  /** Where the window of each result begins, mirrored. */
  const starts = (axis: number): Value => {
    const count = graph.node('Div', [length(axis), number(stride)]);
    const steps = graph.node('Range', [number(0), count, number(1)]);
    return graph.node('Mul', [steps, graph.integers([stride])]);
  };
  const taps = graph.constant(
    BigInt64Array.from({ length: size }, (_, tap) => BigInt(tap - before)),
    [size, 1],
  );
  const columns = mirroredInGraph(graph, graph.node('Add', [taps, starts(3)]), length(3));
  // N x C x H x K x W/s.
  const across = graph.node('Gather', [x.value, columns], { axis: 3 });
  const rows = graph.multiple(
    'Split',
    [
      graph.node('Reshape', [kernels.value, graph.integers([-1, 1, size, 1, size])]),
      graph.integers(Array.from({ length: size }, () => 1)),
    ],
    size,
    { axis: 2 },
  );
  const from = starts(2);
  const parts = rows.map((factors, tap) => {
    const places = graph.node('Add', [from, graph.integers([tap - before])]);
    const down = graph.node('Gather', [across, mirroredInGraph(graph, places, length(2))], { axis: 2 });
    return graph.node('MatMul', [factors, down]);
  });
  const sum = parts.reduce((a, b) => graph.node('Add', [a, b]));
  return graph.node('Squeeze', [sum, graph.integers([3])]);
}

/** All images of a batch are one with as many times the channels, so that one convolution does them all. */
function learn(call: LearnCall): Feature {
  const {
    tape,
    inputs: [x, kernels],
    config,
  } = call;
  const { size, stride } = sizesOf(config);
  const { height, width, channels } = x;
  if (x.layout !== 'planes' || kernels.layout !== 'rows') return refuse(call);
  if (height % stride !== 0 || width % stride !== 0) return refuse(call);
  const { graph, batch } = tape;
  const before = (size - stride) / 2;
  const all = batch * channels;
  const [tall, wide] = [height / stride, width / stride];
  const shaped = (value: Value, shape: readonly number[]): Value =>
    graph.node('Reshape', [value, graph.integers(shape)]);
  const [down, across] = [height, width].map((length) =>
    mirroredPlaces(length, -before, length + 2 * before),
  );
  const gather = (value: Value, places: readonly number[], axis: number): Value =>
    graph.node('Gather', [value, graph.integers(places)], { axis });
  const padded = shaped(gather(gather(x.value, across, 3), down, 2), [1, all, down.length, across.length]);
  const each = graph.node('Expand', [
    shaped(kernels.value, [batch, 1, size ** 2]),
    graph.integers([batch, channels, size ** 2]),
  ]);
  const filters = shaped(each, [all, 1, size, size]);
  const window = { kernel_shape: [size, size], strides: [stride, stride], group: all };
  const y: Feature = {
    ...x,
    fixed: x.fixed && kernels.fixed,
    height: tall,
    width: wide,
    value: shaped(graph.node('Conv', [padded, filters], window), [batch, channels, tall, wide]),
  };
  return tape.record(y, (dy) => {
    if (!kernels.fixed) {
      // The image convolved with its error gives a window of sums, one for each tap.
      const sums = graph.node('Conv', [padded, shaped(dy, [all, 1, tall, wide])], {
        kernel_shape: [tall, wide],
        dilations: [stride, stride],
        group: all,
      });
      const parts = shaped(sums, [batch, channels, size ** 2]);
      tape.accumulate(kernels, graph.node('ReduceSum', [parts, graph.integers([1])], { keepdims: 0 }));
    }
    if (x.fixed) return;
    const whole = graph.node('ConvTranspose', [shaped(dy, [1, all, tall, wide]), filters], window);
    const planes = shaped(whole, [batch, channels, down.length, across.length]);
    const folded = graph.node('MatMul', [chooser(down, height, true), planes]);
    tape.accumulate(x, graph.node('MatMul', [folded, chooser(across, width, false)]));
  });

  /** Zeros and ones that add up what was taken from each place: from the left of a product, or from the right. */
  function chooser(places: readonly number[], length: number, isLeft: boolean): Value {
    const data = new Float32Array(places.length * length);
    places.forEach((place, i) => (data[isLeft ? place * places.length + i : i * length + place] = 1));
    return graph.constant(data, isLeft ? [length, places.length] : [places.length, length]);
  }
}
