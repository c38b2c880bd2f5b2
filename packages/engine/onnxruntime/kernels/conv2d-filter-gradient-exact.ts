import type { backend_util } from '@tensorflow/tfjs-core';
import { Graph, type Value } from '../graph';

/** True where no number is NaN or infinite. */
export function areFinite(numbers: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += 0 * numbers[i];
  return sum === 0;
}

/** What decides the graph below. */
export type Overlaps = Pick<
  backend_util.Conv2DInfo,
  'filterShape' | 'inShape' | 'outShape' | 'strideHeight' | 'strideWidth'
> & { readonly pads: readonly [top: number, left: number] };

/**
 * The gradient for the filter without a zero that fills up: each tap multiplies only those samples of X and dY that
 * meet in the image. Slower than with whole tensors, but 0 x NaN is NaN: with zeros, NaN and infinity come to
 * taps that never see them.
 */
export function overlapGraph(options: Overlaps): Graph {
  const { filterShape, inShape, outShape, strideHeight, strideWidth, pads } = options;
  const [height, width, inputs, outputs] = filterShape;
  const graph = new Graph();
  const x = graph.input('x', inShape);
  const dy = graph.input('dy', outShape);
  const planes = graph.node('Transpose', [x], { perm: [3, 0, 1, 2] });
  const rows = places(height, inShape[1], outShape[1], strideHeight, pads[0]);
  const columns = places(width, inShape[2], outShape[2], strideWidth, pads[1]);
  const slice = (from: Value, [r, c]: readonly [Range, Range], axes: number[]): Value =>
    graph.node('Slice', [
      from,
      graph.integers([r.start, c.start]),
      graph.integers([r.end, c.end]),
      graph.integers(axes),
      graph.integers([r.step, c.step]),
    ]);
  const products = rows.flatMap((row) =>
    columns.map((column) => {
      if (!row || !column) return graph.constant(new Float32Array(inputs * outputs), [inputs, outputs]);
      const read = slice(planes, [row.read, column.read], [2, 3]);
      const given = slice(dy, [row.given, column.given], [1, 2]);
      return graph.node('MatMul', [
        graph.node('Reshape', [read, graph.integers([inputs, -1])]),
        graph.node('Reshape', [given, graph.integers([-1, outputs])]),
      ]);
    }),
  );
  const taps = graph.node('Concat', products, { axis: 0 });
  graph.output(graph.node('Reshape', [taps, graph.integers([...filterShape])]), 'dw');
  return graph;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Along one axis, for each tap: the outputs whose sample of the input lies in the image, and those samples. */
function places(
  taps: number,
  inputs: number,
  outputs: number,
  stride: number,
  pad: number,
): ({ read: Range; given: Range } | undefined)[] {
  return Array.from({ length: taps }, (_, tap) => {
    const first = Math.max(0, Math.ceil((pad - tap) / stride));
    const last = Math.min(outputs - 1, Math.floor((inputs - 1 + pad - tap) / stride));
    if (last < first) return undefined;
    const start = first * stride + tap - pad;
    return {
      read: { start, end: start + (last - first) * stride + 1, step: stride },
      given: { start: first, end: last + 1, step: 1 },
    };
  });
}
