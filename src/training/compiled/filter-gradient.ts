import type { Graph, Value } from '../../backend/onnxruntime/graph';
import type { FilterShape } from '../../backend/onnxruntime/layouts';

/**
 * The gradient for a kernel kH x kW x C x K of a convolution with stride 1 and zeros around: one matrix product a
 * tap and an image, between X shifted by columns (N x C x H x W) and dY shifted by rows (N x H x W x K).
 */
export function filterGradient(
  graph: Graph,
  planes: Value,
  pixels: Value,
  [height, width, inputs, outputs]: FilterShape,
): Value {
  const top = (height - 1) >> 1;
  const left = (width - 1) >> 1;
  const pad = (value: Value, counts: readonly number[]): Value =>
    counts.every((count) => count === 0) ? value : graph.node('Pad', [value, graph.integers(counts)]);
  const columns = Array.from({ length: width }, (_, j) => {
    const shifted = pad(planes, [0, 0, top, left - j, 0, 0, height - 1 - top, j - left]);
    return graph.node('Reshape', [shifted, graph.integers([0, inputs, -1])]);
  });
  const rows = Array.from({ length: height }, (_, i) => {
    const shifted = pad(pixels, [0, i, 0, 0, 0, height - 1 - i, 0, 0]);
    return graph.node('Reshape', [shifted, graph.integers([0, -1, outputs])]);
  });
  const summed = (a: Value, b: Value): Value =>
    graph.node('ReduceSum', [graph.node('MatMul', [a, b]), graph.integers([0])], { keepdims: 0 });
  if (height * outputs > 16) {
    const taps = rows.flatMap((row) => columns.map((column) => summed(column, row)));
    const stacked = graph.node('Concat', taps, { axis: 0 });
    return graph.node('Reshape', [stacked, graph.integers([height, width, inputs, outputs])]);
  }
  // Few outputs leave a product's width mostly empty: all rows go into one.
  const together = graph.node('Concat', rows, { axis: 2 });
  const stacked = graph.node(
    'Concat',
    columns.map((column) => summed(column, together)),
    { axis: 0 },
  );
  const split = graph.node('Reshape', [stacked, graph.integers([width, inputs, height, outputs])]);
  return graph.node('Transpose', [split], { perm: [2, 0, 1, 3] });
}

/** The gradient for a bias: dY (N x H x W x K) summed over images and pixels, as a product with ones. */
export function biasGradient(
  graph: Graph,
  pixels: Value,
  size: { readonly channels: number; readonly height: number; readonly width: number },
): Value {
  const count = size.height * size.width;
  const ones = graph.constant(new Float32Array(count).fill(1), [1, count]);
  const rows = graph.node('Reshape', [pixels, graph.integers([0, count, size.channels])]);
  const sums = graph.node('MatMul', [ones, rows]);
  return graph.node('ReduceSum', [sums, graph.integers([0, 1])], { keepdims: 0 });
}
