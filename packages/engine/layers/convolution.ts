import { biasGradient, filterGradient } from '../gradients/compiled/filter-gradient';
import { refuse, weightsOf, type LearnCall, type Rectifier } from '../gradients/compiled/learn';
import { countOf, fromPixels } from '../gradients/compiled/pixels';
import type { Feature, Tape, Weight } from '../gradients/compiled/tape';
import { Unsupported } from '../gradients/compiled/unsupported';
import { required, type LayerCall } from '../onnxruntime/compiled/layer-call';
import type { Value } from '../onnxruntime/graph';
import {
  channelsLast,
  convolveBlocks,
  filterToBlocks,
  filterToPlain,
  fromBlocks,
  turnedFilter,
  type FilterShape,
} from '../onnxruntime/layouts';
import { rectifiedGradient } from './activation';
import type { LayerKind } from './kind';
import { learnPatchConvolution } from './patch-convolution';
import { convolve, pair, windowAttributes, windowReach, windowSight } from './window';

/** A convolution, with zeros around the image or none. In training "same" alone, by steps of one pixel or two, or windows of an input image side by side. */
export const conv2d: LayerKind = {
  className: 'Conv2D',
  emit: emitConv2d,
  locality: (config) => windowReach(config, pair(config.dilationRate, 1)),
  sight: (config, seen) => windowSight(config, pair(config.kernelSize, 1), seen),
  learn: (call) => {
    const {
      tape,
      inputs: [given],
      following,
    } = call;
    const x = fromPixels(tape, given);
    const weights = weightsOf(call);
    const kernel = weights.get('kernel')!;
    requireBlocks(tape, kernel.shape[2]);
    requireBlocks(tape, kernel.shape[3]);
    const side = sideBySide(call, kernel.shape);
    if (side) return learnPatchConvolution(tape, x, { kernel, bias: weights.get('bias'), side });
    const { stride, activation } = convolutionOf(call);
    const { sum, rectifier = activation } = following;
    return learnConvolution(tape, x, {
      kernel,
      bias: weights.get('bias'),
      stride,
      groups: 1,
      sum,
      rectifier,
    });
  },
  fuses: true,
};

function emitConv2d(call: LayerCall): Value | undefined {
  const { graph } = call;
  const kernel = required(call, 'kernel');
  const window = windowAttributes(call.config, kernel.shape.slice(0, 2));
  if (!window) return undefined;
  return convolve(call, filterToPlain(graph, kernel.value), window);
}

/** The side of windows that lie side by side over an image nobody wants the gradient of; undefined where it is none such. */
function sideBySide(
  { tape, inputs: [x], config, following }: LearnCall,
  [kH, kW, , outputs]: readonly number[],
): number | undefined {
  const strides = [config.strides].flat();
  const whole = x.height % kH === 0 && x.width % kH === 0 && outputs >= tape.block;
  const plain = config.activation === 'linear' && !following.sum && !following.rectifier;
  return kH > 2 && kH === kW && strides.every((stride) => stride === kH) && whole && plain
    ? x.fixed && x.layout === 'planes'
      ? kH
      : undefined
    : undefined;
}

function convolutionOf(call: LearnCall): { stride: 1 | 2; activation?: Rectifier } {
  const { config } = call;
  const both = (value: unknown): unknown => {
    const [first, second = first] = [value].flat();
    return first === second ? first : undefined;
  };
  const stride = both(config.strides);
  if (stride !== 1 && stride !== 2) return refuse(call);
  if (both(config.dilationRate) !== 1 || config.padding !== 'same') return refuse(call);
  if (config.activation === 'relu') return { stride, activation: { slope: 0 } };
  return config.activation === 'linear' ? { stride } : refuse(call);
}

/** Channels fill whole blocks, or not even one. */
function requireBlocks({ block }: Tape, channels: number): void {
  if (channels >= block && channels % block !== 0) {
    throw new Unsupported(`${channels} channels do not fill blocks of ${block}`);
  }
}

/** Zeros before the first sample of a "same" convolution, as TensorFlow places them: the odd one goes behind. */
function paddingBefore(kernel: number, size: number, stride: number): number {
  return Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size) >> 1;
}

/**
 * The gradient of a convolution with stride 2 as that of the plain one: at the size of its input, zeros where the
 * stride left results out.
 */
function dilated(tape: Tape, y: Feature, dy: Value, x: Feature, [kH, kW]: readonly [number, number]): Value {
  const { graph } = tape;
  const count = countOf(tape, x);
  const run = tape.runOf(y);
  const maps = (count * y.channels) / run;
  // Result i of the strided convolution is result 2 i + offset of the plain one.
  const [down, across] = [
    ((kH - 1) >> 1) - paddingBefore(kH, x.height, 2),
    ((kW - 1) >> 1) - paddingBefore(kW, x.width, 2),
  ];
  const spread = (value: Value, shape: readonly number[], offset: number): Value => {
    const parts = graph.node('Reshape', [value, graph.integers(shape)]);
    const zeros = graph.zeros(shape);
    return graph.node('Concat', offset === 0 ? [parts, zeros] : [zeros, parts], { axis: 1 });
  };
  const wide = spread(dy, [maps * y.height * y.width, run], across);
  const large = spread(wide, [maps * y.height, 2 * y.width * run], down);
  const even = graph.node('Reshape', [large, graph.integers([maps, 2 * y.height, 2 * y.width, run])]);
  const cut =
    x.height === 2 * y.height && x.width === 2 * y.width
      ? even
      : graph.node('Slice', [
          even,
          graph.integers([0, 0]),
          graph.integers([x.height, x.width]),
          graph.integers([1, 2]),
        ]);
  return graph.node('Reshape', [cut, graph.integers([count, y.channels, x.height, x.width])]);
}

/** How a convolution is done; the kernel is kH x kW x C / groups x K. */
interface Convolution {
  readonly kernel: Weight;
  readonly bias?: Weight;
  readonly stride: 1 | 2;
  /** Groups of channels that do not see each other, each of whole blocks. */
  readonly groups: number;
  /** Applied behind the addition. */
  readonly rectifier?: Rectifier;
  /** Added to the result. */
  readonly sum?: Feature;
}

/**
 * Convolution with zeros around ("same", as TensorFlow places them). Fewer output channels than a block (an
 * image) come out as planes, to which nothing can be added on the way.
 */
export function learnConvolution(tape: Tape, x: Feature, options: Convolution): Feature {
  const { graph, block } = tape;
  const { kernel, bias, stride, groups, rectifier, sum } = options;
  const shape = kernel.shape as FilterShape;
  const [kH, kW, , outputs] = shape;
  const [height, width] = [Math.ceil(x.height / stride), Math.ceil(x.width / stride)];
  const [top, left] = [paddingBefore(kH, x.height, stride), paddingBefore(kW, x.width, stride)];
  const pads = [
    top,
    left,
    Math.max(0, (height - 1) * stride + kH - x.height - top),
    Math.max(0, (width - 1) * stride + kW - x.width - left),
  ];
  const value = convolveBlocks(
    graph,
    {
      x: x.value,
      filter: filterToBlocks(graph, kernel.value, shape, block),
      bias: bias ? filled(tape, bias.value, outputs) : undefined,
      sum: sum?.value,
      rectifier,
    },
    { kernel_shape: [kH, kW], strides: [stride, stride], pads, group: groups },
  );
  const fixed = x.fixed && !kernel.trained && !bias?.trained && (sum?.fixed ?? true);
  const size = { channels: outputs, height, width, fixed, count: x.count };
  const y: Feature =
    outputs < block
      ? { layout: 'planes', value: fromBlocks(graph, value, outputs, 'NCHW'), ...size }
      : { layout: 'blocks', value, ...size };
  return tape.record(y, (dy) => gradients(tape, x, y, dy, options));
}

function gradients(tape: Tape, x: Feature, y: Feature, dy: Value, options: Convolution): void {
  const { graph, block } = tape;
  const { kernel, bias, stride, groups, rectifier, sum } = options;
  const shape = kernel.shape as FilterShape;
  const [kH, kW, inputs, outputs] = shape;
  const own = rectifier ? rectifiedGradient(tape, dy, y, rectifier.slope) : dy;
  if (sum) tape.accumulate(sum, own);
  // A stride leaves out results of the plain convolution: their gradients are zeros.
  const full = stride === 1 ? own : dilated(tape, y, own, x, [kH, kW]);
  const planes = y.layout === 'planes' ? full : fromBlocks(graph, full, outputs, 'NCHW');
  tape.collect(kernel, () => {
    const pixels =
      x.layout === 'planes' ? channelsLast(graph, x.value) : fromBlocks(graph, x.value, x.channels, 'NHWC');
    const size = { count: countOf(tape, x), height: x.height, width: x.width };
    if (groups === 1) return filterGradient(graph, pixels, planes, shape, size);
    const split = (value: Value, axis: number, channels: number): Value[] =>
      graph.multiple(
        'Split',
        [value, graph.integers(Array.from({ length: groups }, () => channels))],
        groups,
        { axis },
      );
    const errors = split(planes, 1, outputs / groups);
    const parts = split(pixels, 3, inputs).map((part, k) =>
      filterGradient(graph, part, errors[k], [kH, kW, inputs, outputs / groups], size),
    );
    return graph.node('Concat', parts, { axis: 3 });
  });
  if (bias) tape.collect(bias, () => biasGradient(graph, planes));
  if (x.fixed) return;
  const turned = filterToBlocks(
    graph,
    turnedFilter(graph, kernel.value, shape, groups),
    [kH, kW, outputs / groups, inputs * groups],
    block,
  );
  const pads = [kH >> 1, kW >> 1, (kH - 1) >> 1, (kW - 1) >> 1];
  const attributes = { kernel_shape: [kH, kW], pads, group: groups };
  if (x.layout === 'planes') {
    const dx = convolveBlocks(graph, { x: full, filter: turned }, attributes);
    tape.accumulate(x, fromBlocks(graph, dx, inputs, 'NCHW'));
  } else {
    const known = tape.adjoint(x);
    tape.replace(x, convolveBlocks(graph, { x: full, filter: turned, sum: known }, attributes));
  }
}

function filled({ graph, block }: Tape, bias: Value, outputs: number): Value {
  const missing = Math.ceil(outputs / block) * block - outputs;
  return missing === 0 || !graph.blocked ? bias : graph.node('Pad', [bias, graph.integers([0, missing])]);
}
