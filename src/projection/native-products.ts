import { Graph } from '../backend/onnxruntime/graph';
import { hasRuntime, loadRuntime, runtimeTensor } from '../backend/onnxruntime/runtime';
import { session } from '../backend/onnxruntime/sessions';
import type { BlockProducts } from './block-products';

/**
 * The products by onnxruntime's matrix kernels, in float64 like the loops in `block-products`, on all threads.
 *
 * @returns undefined where onnxruntime cannot be loaded, or `DDR_BACKEND` names another backend.
 */
export function nativeProducts(): BlockProducts | undefined {
  const forced = process.env.DDR_BACKEND;
  if (forced && forced !== 'onnxruntime') return undefined;
  if (!hasRuntime()) {
    try {
      loadRuntime();
    } catch {
      return undefined;
    }
  }
  return { blockWidth: 1024, addGram, multiplyBlock };
}

/** Three of the four quarters of the Gram matrix: the last is the mirror of one. */
function addGram(block: Float64Array, blockRows: number, width: number, gram: Float64Array): void {
  const half = blockRows / 2;
  const rows = [block.subarray(0, half * width), block.subarray(half * width)];
  const quarters = Array.from({ length: 3 }, () => new Float64Array(half * half));
  session('PCA Gram', gramGraph).run(
    {
      a: runtimeTensor('float64', rows[0], [half, width]),
      b: runtimeTensor('float64', rows[1], [half, width]),
    },
    {
      aa: runtimeTensor('float64', quarters[0], [half, half]),
      ba: runtimeTensor('float64', quarters[1], [half, half]),
      bb: runtimeTensor('float64', quarters[2], [half, half]),
    },
  );
  const corners = [0, half * blockRows, half * blockRows + half];
  for (const [k, quarter] of quarters.entries()) {
    for (let i = 0; i < half; i++) {
      const to = corners[k] + i * blockRows;
      const from = i * half;
      for (let j = 0; j < half; j++) gram[to + j] += quarter[from + j];
    }
  }
}

function gramGraph(): Graph {
  const graph = new Graph();
  const a = graph.input('a', ['rows', 'width'], 'float64');
  const b = graph.input('b', ['rows', 'width'], 'float64');
  const product = (x: string, y: string): string => graph.node('Gemm', [x, y], { transB: 1 });
  graph.output(product(a, a), 'aa', 'float64');
  graph.output(product(b, a), 'ba', 'float64');
  graph.output(product(b, b), 'bb', 'float64');
  return graph;
}

function multiplyBlock(
  vectors: Float64Array,
  rows: number,
  block: Float64Array,
  width: number,
  out: Float64Array,
  stride: number,
  start: number,
): void {
  const count = vectors.length / rows;
  const product = new Float64Array(count * width);
  session('PCA product', productGraph).run(
    {
      a: runtimeTensor('float64', vectors, [count, rows]),
      b: runtimeTensor('float64', block, [rows, width]),
    },
    { y: runtimeTensor('float64', product, [count, width]) },
  );
  for (let k = 0; k < count; k++) out.set(product.subarray(k * width, (k + 1) * width), k * stride + start);
}

function productGraph(): Graph {
  const graph = new Graph();
  const a = graph.input('a', ['count', 'rows'], 'float64');
  const b = graph.input('b', ['rows', 'width'], 'float64');
  graph.output(graph.node('MatMul', [a, b]), 'y', 'float64');
  return graph;
}
