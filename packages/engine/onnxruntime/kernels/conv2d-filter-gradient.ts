import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { Graph, type Value } from '../graph';
import type { FilterShape } from '../layouts';
import { runtimeTensor } from '../runtime';
import { session } from '../sessions';
import { areFloats, floatsOf, kernel, type Kernel, type KernelCall, tensorOf, values } from '../tensors';
import { type ConvAttributes, geometry } from './conv2d';

/** True where no number is NaN or infinite. */
function areFinite(numbers: Float32Array): boolean {
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
function overlapGraph(options: Overlaps): Graph {
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

/** What decides the graph; batch, height and width are left open in it. */
interface FilterGradientGraph {
  readonly filter: FilterShape;
  readonly strides: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
}

/** Conv2DBackpropFilter; data with channels first is left to the cpu backend. */
export const convolutionFilterGradient: Kernel = kernel<
  'x' | 'dy',
  ConvAttributes & { filterShape: number[] }
>('Conv2DBackpropFilter', filterGradient);

function filterGradient({
  inputs: { x, dy },
  backend,
  attrs,
}: KernelCall<'x' | 'dy', ConvAttributes & { filterShape: number[] }>): TensorInfo | undefined {
  if (attrs.dataFormat === 'NCHW' || !areFloats(backend, x, dy)) return undefined;
  const info = geometry(x.shape, attrs.filterShape, attrs);
  if (dy.shape.join() !== info.outShape.join()) return undefined;
  const dw = floatsOf(attrs.filterShape);
  if (dw.length > 0 && values(backend, dy).length > 0 && values(backend, x).length > 0) {
    const { top, left, bottom, right } = info.padInfo;
    const graph: FilterGradientGraph = {
      filter: attrs.filterShape as unknown as FilterShape,
      strides: [info.strideHeight, info.strideWidth],
      pads: [top, left, bottom, right],
    };
    const feeds = {
      x: runtimeTensor('float32', values(backend, x), x.shape),
      dy: runtimeTensor('float32', values(backend, dy), dy.shape),
    };
    const fetches = { dw: runtimeTensor('float32', dw, attrs.filterShape) };
    session(`Conv2DBackpropFilter ${JSON.stringify(graph)}`, () => build(graph)).run(feeds, fetches);
    if (!areFinite(dw)) {
      const { filterShape, inShape, outShape, strideHeight, strideWidth } = info;
      const exact: Overlaps = {
        filterShape,
        inShape,
        outShape,
        strideHeight,
        strideWidth,
        pads: [top, left],
      };
      session(`Conv2DBackpropFilter, exact ${JSON.stringify(exact)}`, () => overlapGraph(exact)).run(
        feeds,
        fetches,
      );
    }
  }
  return tensorOf(backend, attrs.filterShape, dw);
}

/**
 * dW[i, j, c, k] = sum over n, y, x of X[n, s y + i, s x + j, c] dY[n, y, x, k], X with its padding: for each
 * tap (i, j) one matrix product, with pixels in a row on the left and in a column on the right so that
 * neither side has to be turned inside it.
 */
function build(options: FilterGradientGraph): Graph {
  const { filter, strides } = options;
  const [height, width, inputs, outputs] = filter;
  const graph = new Graph();
  const x = graph.input('x', ['n', 'h', 'w', inputs]);
  const dy = graph.input('dy', ['n', 'u', 'v', outputs]);
  const planes = graph.node('Transpose', [x], { perm: [3, 0, 1, 2] });
  const products = strides.every((stride) => stride === 1)
    ? shifted(graph, planes, dy, options)
    : sampled(graph, planes, dy, options);
  const taps = graph.node('Concat', products, { axis: 0 });
  graph.output(graph.node('Reshape', [taps, graph.integers([height, width, inputs, outputs])]), 'dw');
  return graph;
}

/**
 * Stride 1: X shifted by columns and dY by rows, each filled up with zeros, make every tap a product of two
 * whole tensors; width + height copies serve width x height taps.
 */
function shifted(graph: Graph, planes: Value, dy: Value, { filter, pads }: FilterGradientGraph): Value[] {
  const [height, width, inputs, outputs] = filter;
  const [top, left, bottom, right] = pads;
  const columns = Array.from({ length: width }, (_, j) => {
    const end = right - (width - 1 - j);
    const x = pad(graph, planes, [0, 0, top, left - j, 0, 0, bottom, end]);
    return graph.node('Reshape', [x, graph.integers([inputs, -1])]);
  });
  const rows = Array.from({ length: height }, (_, i) => {
    const y = pad(graph, dy, [0, i, 0, 0, 0, height - 1 - i, 0, 0]);
    return graph.node('Reshape', [y, graph.integers([-1, outputs])]);
  });
  return rows.flatMap((row) => columns.map((column) => graph.node('MatMul', [column, row])));
}

/** Any stride: for each tap the samples of X that it reads. */
function sampled(
  graph: Graph,
  planes: Value,
  dy: Value,
  { filter, strides, pads }: FilterGradientGraph,
): Value[] {
  const [height, width, inputs, outputs] = filter;
  const [top, left, bottom, right] = pads;
  const padded = pad(graph, planes, [0, 0, top, left, 0, 0, bottom, right]);
  const samples = graph.node('Reshape', [dy, graph.integers([-1, outputs])]);
  const end = (rest: number): number => (rest === 0 ? Number.MAX_SAFE_INTEGER : -rest);
  return Array.from({ length: height * width }, (_, tap) => {
    const i = Math.floor(tap / width);
    const j = tap % width;
    const read = graph.node('Slice', [
      padded,
      graph.integers([i, j]),
      graph.integers([end(height - 1 - i), end(width - 1 - j)]),
      graph.integers([2, 3]),
      graph.integers(strides),
    ]);
    return graph.node('MatMul', [graph.node('Reshape', [read, graph.integers([inputs, -1])]), samples]);
  });
}

/** Fills up with zeros; a negative count cuts off. */
function pad(graph: Graph, x: Value, counts: readonly number[]): Value {
  return counts.every((count) => count === 0) ? x : graph.node('Pad', [x, graph.integers(counts)]);
}
