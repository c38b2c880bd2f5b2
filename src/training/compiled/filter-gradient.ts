import type { Graph, Value } from '../../backend/onnxruntime/graph';
import type { FilterShape } from '../../backend/onnxruntime/layouts';

/**
 * The gradient for a kernel kH x kW x C x K of a convolution with stride 1 and zeros around: matrix products
 * between dY (N x K x H x W) shifted by rows and X (N x H x W x C) shifted by columns. In these layouts every shift
 * moves whole runs of memory. Few outputs go into one product with all rows, whose right side is then packed once.
 */
export function filterGradient(
  graph: Graph,
  pixels: Value,
  planes: Value,
  [height, width, inputs, outputs]: FilterShape,
): Value {
  const top = (height - 1) >> 1;
  const left = (width - 1) >> 1;
  const pad = (value: Value, counts: readonly number[]): Value =>
    counts.every((count) => count === 0) ? value : graph.node('Pad', [value, graph.integers(counts)]);
  const rows = Array.from({ length: height }, (_, i) => pad(planes, [0, 0, i, 0, 0, 0, height - 1 - i, 0]));
  // Enough outputs make a product worth its packing; copying them together would cost more.
  const together = outputs < 96 && height > 1 ? [graph.node('Concat', rows, { axis: 1 })] : rows;
  const errors = together.map((value) =>
    graph.node('Reshape', [value, graph.integers([0, (height / together.length) * outputs, -1])]),
  );
  const products = Array.from({ length: width }, (_, j) => {
    const shifted = pad(pixels, [0, top, left - j, 0, 0, height - 1 - top, j - left, 0]);
    const columns = graph.node('Reshape', [shifted, graph.integers([0, -1, inputs])]);
    return errors.map((error) =>
      graph.node('ReduceSum', [graph.node('MatMul', [error, columns]), graph.integers([0])], { keepdims: 0 }),
    );
  }).flat();
  const all = products.length === 1 ? products[0] : graph.node('Concat', products, { axis: 0 });
  const taps = graph.node('Reshape', [all, graph.integers([width, height, outputs, inputs])]);
  return graph.node('Transpose', [taps], { perm: [1, 0, 3, 2] });
}

/** The gradient for a bias: dY (N x K x H x W) summed over images and pixels. */
export function biasGradient(graph: Graph, planes: Value): Value {
  const pixels = graph.node('ReduceSum', [planes, graph.integers([2, 3])], { keepdims: 0 });
  return graph.node('ReduceSum', [pixels, graph.integers([0])], { keepdims: 0 });
}
