import type { Domain, Graph, Value } from './graph';

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

/** N x H x W x C to blocks of channels; C must fill whole blocks. */
export function toBlocks(graph: Graph, x: Value): Value {
  return graph.node('ReorderInput', [x], { channels_last: 1 }, nchwc);
}

/** Blocks of channels to N x H x W x C, or to N x C x H x W; C may be less than the blocks hold. */
export function fromBlocks(graph: Graph, x: Value, channels: number, layout: 'NHWC' | 'NCHW'): Value {
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
 * block stay as they are (K / b x C x kH x kW x b): the convolution then reads N x C x H x W.
 */
export function filterToBlocks(
  graph: Graph,
  filter: Value,
  [height, width, inputs, outputs]: FilterShape,
  block: number,
): Value {
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
