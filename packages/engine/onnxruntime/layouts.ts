import { Float, type Attribute, type Domain, type Graph, type Value } from './graph';

/** The operators on channels laid out in blocks (onnxruntime's own, the fastest it has on a CPU). */
export const nchwc: Domain = 'com.microsoft.nchwc';

/** N x H x W x C to N x C x H x W. */
export function channelsFirst(graph: Graph, x: Value): Value {
  return graph.node('Transpose', [x], { perm: [0, 3, 1, 2] });
}

/** N x C x H x W to N x H x W x C. */
export function channelsLast(graph: Graph, x: Value): Value {
  return graph.node('Transpose', [x], { perm: [0, 2, 3, 1] });
}

/** N x H x W x C to blocks of channels; C must fill whole blocks. In a graph without blocks to N x C x H x W. */
export function toBlocks(graph: Graph, x: Value): Value {
  if (!graph.blocked) return channelsFirst(graph, x);
  return graph.node('ReorderInput', [x], { channels_last: 1 }, nchwc);
}

/** Blocks of channels to N x H x W x C, or to N x C x H x W; C may be less than the blocks hold. */
export function fromBlocks(graph: Graph, x: Value, channels: number, layout: 'NHWC' | 'NCHW'): Value {
  if (!graph.blocked) return layout === 'NHWC' ? channelsLast(graph, x) : x;
  return graph.node('ReorderOutput', [x], { channels, channels_last: layout === 'NHWC' ? 1 : 0 }, nchwc);
}

/** Sizes of a convolution's kernel: kH x kW x C x K. */
export type FilterShape = readonly [number, number, number, number];

/** A kernel kH x kW x C x K to the order that a plain convolution takes: K x C x kH x kW. */
export function filterToPlain(graph: Graph, filter: Value): Value {
  return graph.node('Transpose', [filter], { perm: [3, 2, 0, 1] });
}

/**
 * A kernel kH x kW x C x K to the order that a convolution of blocks takes: K / b x C / b x kH x kW x b x b, the
 * second b being of K. Output channels are filled up to a whole block with zeros. Fewer input channels than a
 * block stay as they are (K / b x C x kH x kW x b): the convolution then reads N x C x H x W. In a graph without blocks as a
 * plain convolution takes it.
 */
export function filterToBlocks(
  graph: Graph,
  filter: Value,
  [height, width, inputs, outputs]: FilterShape,
  block: number,
): Value {
  if (!graph.blocked) return filterToPlain(graph, filter);
  const full = Math.ceil(outputs / block) * block;
  const filled =
    full === outputs
      ? filter
      : graph.node('Pad', [filter, graph.integers([0, 0, 0, 0, 0, 0, 0, full - outputs])]);
  const split = (shape: readonly number[], perm: readonly number[]): Value => {
    const parts = graph.node('Reshape', [filled, graph.integers(shape)]);
    const turned = graph.node('Transpose', [parts], { perm });
    return graph.node('Reshape', [turned, graph.integers([full, inputs, height, width])]);
  };
  return inputs < block
    ? split([height, width, inputs, full / block, block], [3, 2, 0, 1, 4])
    : split([height, width, inputs / block, block, full / block, block], [4, 2, 0, 1, 3, 5]);
}

/** The kernel whose convolution is the gradient for the input: turned by 180 degrees, channels exchanged within each group. */
export function turnedFilter(
  graph: Graph,
  filter: Value,
  [height, width, inputs, outputs]: FilterShape,
  groups = 1,
): Value {
  const each = outputs / groups;
  const taps = graph.node('Reshape', [filter, graph.integers([height * width, inputs, groups, each])]);
  const order = Array.from({ length: height * width }, (_, tap) => height * width - 1 - tap);
  const turned = graph.node('Gather', [taps, graph.integers(order)], { axis: 0 });
  const exchanged = graph.node('Transpose', [turned], { perm: [0, 3, 2, 1] });
  return graph.node('Reshape', [exchanged, graph.integers([height, width, each, inputs * groups])]);
}

/** What a convolution of blocks takes. */
export interface BlockConvolution {
  readonly x: Value;
  /** As `filterToBlocks` gives it. */
  readonly filter: Value;
  readonly bias?: Value;
  /** Added to the result. */
  readonly sum?: Value;
  /** max(x, slope x), applied last. */
  readonly rectifier?: { readonly slope: number };
}

/**
 * A convolution of blocks with the addition and the rectifier behind it as one operation; in a graph without blocks the plain
 * convolution with the two behind it.
 *
 * @param attributes the convolution's own, by ONNX's names.
 */
export function convolveBlocks(
  graph: Graph,
  { x, filter, bias, sum, rectifier }: BlockConvolution,
  attributes: Readonly<Record<string, Attribute>>,
): Value {
  if (!graph.blocked) {
    const plain = graph.node('Conv', [x, filter, ...(bias === undefined ? [] : [bias])], attributes);
    return summed(graph, plain, sum, rectifier);
  }
  const isAlone = bias === undefined && sum === undefined;
  return graph.node(
    'Conv',
    [x, filter, ...(isAlone ? [] : [bias ?? '']), ...(sum === undefined ? [] : [sum])],
    {
      ...attributes,
      ...(rectifier && {
        activation: rectifier.slope === 0 ? 'Relu' : 'LeakyRelu',
        ...(rectifier.slope !== 0 && { activation_params: new Float([rectifier.slope]) }),
      }),
    },
    nchwc,
  );
}

/** scale x + bias + sum for each channel of blocks, and the rectifier: as a convolution of single pixels and channels, or plainly. */
export function scaleBlocks(
  graph: Graph,
  channels: number,
  scale: Value,
  { x, bias, sum, rectifier }: Omit<BlockConvolution, 'filter'>,
): Value {
  if (graph.blocked) {
    const filter = graph.node('Reshape', [scale, graph.integers([channels, 1, 1, 1])]);
    return convolveBlocks(
      graph,
      { x, filter, bias, sum, rectifier },
      { kernel_shape: [1, 1], group: channels },
    );
  }
  const spread = (value: Value): Value => graph.node('Reshape', [value, graph.integers([1, channels, 1, 1])]);
  const scaled = graph.node('Mul', [x, spread(scale)]);
  const moved = bias === undefined ? scaled : graph.node('Add', [scaled, spread(bias)]);
  return summed(graph, moved, sum, rectifier);
}

/** The mean of each channel of blocks over an image's pixels: N x C x 1 x 1. */
export function meanOfBlocks(graph: Graph, x: Value): Value {
  return graph.node('GlobalAveragePool', [x], {}, graph.blocked ? nchwc : '');
}

function summed(
  graph: Graph,
  x: Value,
  sum: Value | undefined,
  rectifier: BlockConvolution['rectifier'],
): Value {
  const whole = sum === undefined ? x : graph.node('Add', [x, sum]);
  if (!rectifier) return whole;
  return rectifier.slope === 0
    ? graph.node('Relu', [whole])
    : graph.node('LeakyRelu', [whole], { alpha: new Float(rectifier.slope) });
}
