import { backend_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { repeated } from '../strided';
import { eachImage, roomFor, setWindow } from '../simd/images';
import { loops } from '../simd/loops';
import { reduceRows, sums } from '../simd/matrix';
import { areFloats, floatsOf, kernel, tensorOf, values, type Kernel } from '../tensors';
import { activated, type ActivationAttributes } from './elementwise';
import { combine } from './binary';
import type { ConvAttributes } from './conv2d';

type FusedInput = 'x' | 'filter' | 'bias' | 'preluActivationWeights';

/**
 * Convolution of each channel with filters of its own, kH x kW x C x M, and its gradients. M filters a channel
 * are one a channel for an image whose channels are repeated M times.
 */
export const depthwiseConvolutions: readonly Kernel[] = [
  kernel<'x' | 'filter', ConvAttributes>('DepthwiseConv2dNative', ({ inputs, backend, attrs }) =>
    convolve(backend, inputs.x, inputs.filter, attrs),
  ),
  kernel<FusedInput, ConvAttributes & ActivationAttributes>(
    'FusedDepthwiseConv2D',
    ({ inputs, backend, attrs }) => {
      const { x, filter, bias, preluActivationWeights } = inputs;
      const linear = bias && !areFloats(backend, bias) ? undefined : convolve(backend, x, filter, attrs);
      if (!linear) return undefined;
      const biased = bias ? combine(backend, linear, bias, loops.add)! : linear;
      if (bias) backend.disposeIntermediateTensorInfo(linear);
      return activated(backend, biased, attrs, preluActivationWeights);
    },
  ),
  kernel<'dy' | 'filter', ConvAttributes & { inputShape: number[] }>(
    'DepthwiseConv2dNativeBackpropInput',
    ({ inputs: { dy, filter }, backend, attrs }) => inputGradient(backend, dy, filter, attrs),
  ),
  kernel<'x' | 'dy', ConvAttributes & { filterShape: number[] }>(
    'DepthwiseConv2dNativeBackpropFilter',
    ({ inputs: { x, dy }, backend, attrs }) => filterGradient(backend, x, dy, attrs),
  ),
];

function geometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations, pad, dimRoundingMode }: ConvAttributes,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
}

function convolve(
  backend: MathBackendCPU,
  x: TensorInfo,
  filter: TensorInfo,
  attrs: ConvAttributes,
): TensorInfo | undefined {
  if (!areFloats(backend, x, filter) || attrs.dataFormat === 'NCHW') return undefined;
  util.assert(
    backend_util.eitherStridesOrDilationsAreOne(attrs.strides, attrs.dilations ?? 1),
    () => `depthwiseConv2d: strides ${attrs.strides} and dilations ${attrs.dilations}: one must be 1`,
  );
  const info = geometry(x.shape, filter.shape, attrs);
  const out = floatsOf(info.outShape);
  if (out.length > 0) {
    setWindow(info, info.outChannels);
    const images = repeated(values(backend, x), 1, info.outChannels / info.inChannels);
    const done = eachImage(info.batchSize, [images], [values(backend, filter)], out, ([image, weights, to]) =>
      loops.depthwise(image, weights, to),
    );
    if (!done) return undefined;
  }
  return tensorOf(backend, info.outShape, out);
}

function inputGradient(
  backend: MathBackendCPU,
  dy: TensorInfo,
  filter: TensorInfo,
  attrs: ConvAttributes & { readonly inputShape: number[] },
): TensorInfo | undefined {
  const info = geometry(attrs.inputShape, filter.shape, attrs);
  if (!areFloats(backend, dy, filter) || !isPlain(info)) return undefined;
  const multiple = info.outChannels / info.inChannels;
  const size = util.sizeFromShape(info.inShape);
  const dx = new Float32Array(size * multiple);
  if (size > 0) {
    setWindow(info, info.outChannels);
    const images = values(backend, dy);
    const done = eachImage(info.batchSize, [images], [values(backend, filter)], dx, ([image, weights, to]) =>
      loops.depthwiseInputGradient(image, weights, to),
    );
    if (!done) return undefined;
  }
  const summed = multiple === 1 ? dx : new Float32Array(reduceRows(dx, size, multiple, sums));
  return tensorOf(backend, info.inShape, summed);
}

function filterGradient(
  backend: MathBackendCPU,
  x: TensorInfo,
  dy: TensorInfo,
  attrs: ConvAttributes & { readonly filterShape: number[] },
): TensorInfo | undefined {
  const info = geometry(x.shape, attrs.filterShape, attrs);
  if (!areFloats(backend, x, dy) || !isPlain(info)) return undefined;
  const channels = info.outChannels;
  const filled = 4 * Math.ceil(channels / 4);
  const taps = info.filterHeight * info.filterWidth;
  const images = repeated(values(backend, x), 1, channels / info.inChannels);
  const gradients = values(backend, dy);
  const [imageSize, gradientSize] = [images, gradients].map(({ length }) => length / info.batchSize);
  const gradient = floatsOf(info.filterShape);
  if (images.length > 0 && gradients.length > 0) {
    const room = roomFor(4 * imageSize, 4 * gradientSize, 8 * taps * filled);
    if (!room) return undefined;
    const [image, from, to] = room.addresses;
    const total = room.doubles.subarray(to / 8, to / 8 + taps * filled).fill(0);
    setWindow(info, channels);
    for (let i = 0; i < info.batchSize; i++) {
      room.floats.set(images.subarray(i * imageSize, (i + 1) * imageSize), image / 4);
      room.floats.set(gradients.subarray(i * gradientSize, (i + 1) * gradientSize), from / 4);
      loops.depthwiseFilterGradient(image, from, to);
    }
    for (let tap = 0; tap < taps; tap++) {
      gradient.set(total.subarray(tap * filled, tap * filled + channels), tap * channels);
    }
  }
  return tensorOf(backend, info.filterShape, gradient);
}

/** Gradients are for filters whose taps lie side by side: tfjs defines no others. */
function isPlain({ dilationHeight, dilationWidth }: backend_util.Conv2DInfo): boolean {
  return dilationHeight === 1 && dilationWidth === 1;
}
