import type { Graph, Value } from '../../onnxruntime/graph';
import type { FilterShape } from '../../onnxruntime/layouts';

/** Images in a batch and their size. */
export interface BatchSize {
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/**
 * The gradient for a kernel kH x kW x C x K of a convolution with stride 1 and zeros around: matrix products
 * between dY (N x K x H x W) shifted by rows and X (N x H x W x C) shifted by columns. In these layouts every shift
 * moves whole runs of memory. All rows go into one product, whose right side is then packed once.
 */
export function filterGradient(
  graph: Graph,
  pixels: Value,
  planes: Value,
  [height, width, inputs, outputs]: FilterShape,
  size: BatchSize,
): Value {
  const top = (height - 1) >> 1;
  const left = (width - 1) >> 1;
  const errors = shiftedRows(graph, planes, height, outputs, size);
  const products = Array.from({ length: width }, (_, j) => {
    const counts = [0, top, left - j, 0, 0, height - 1 - top, j - left, 0];
    const shifted = counts.every((count) => count === 0)
      ? pixels
      : graph.node('Pad', [pixels, graph.integers(counts)]);
    const columns = graph.node('Reshape', [shifted, graph.integers([0, -1, inputs])]);
    return graph.node('ReduceSum', [graph.node('MatMul', [errors, columns]), graph.integers([0])], {
      keepdims: 0,
    });
  });
  const all = width === 1 ? products[0] : graph.node('Concat', products, { axis: 0 });
  const taps = graph.node('Reshape', [all, graph.integers([width, outputs, height, inputs])]);
  return graph.node('Transpose', [taps], { perm: [2, 0, 3, 1] });
}

/**
 * Each plane of dY once for each row of the kernel, i rows of zeros before it and the others behind: N x (K kH) x
 * ((H + kH - 1) W). One concatenation, which onnxruntime does on all threads, unlike padding.
 */
function shiftedRows(
  graph: Graph,
  planes: Value,
  rows: number,
  outputs: number,
  { count, height, width }: BatchSize,
): Value {
  const flat = graph.node('Reshape', [planes, graph.integers([count * outputs, height * width])]);
  // kH - 1 - i rows behind copy i and i + 1 before the next are always kH.
  const zeros = rows > 1 ? graph.zeros([count * outputs, rows * width]) : '';
  const parts = Array.from({ length: 2 * rows - 1 }, (_, part) => (part % 2 === 0 ? flat : zeros));
  const joined = rows > 1 ? graph.node('Concat', parts, { axis: 1 }) : flat;
  return graph.node('Reshape', [
    joined,
    graph.integers([count, outputs * rows, (height + rows - 1) * width]),
  ]);
}

/** The gradient for a bias: dY (N x K x H x W) summed over images and pixels. */
export function biasGradient(graph: Graph, planes: Value): Value {
  const pixels = graph.node('ReduceSum', [planes, graph.integers([2, 3])], { keepdims: 0 });
  return graph.node('ReduceSum', [pixels, graph.integers([0])], { keepdims: 0 });
}
