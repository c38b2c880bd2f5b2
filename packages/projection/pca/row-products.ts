import { Graph } from '@ddr-lab/engine/onnxruntime/graph';
import { runtimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import { session } from '@ddr-lab/engine/onnxruntime/sessions';

/** Rows (count x columns) times each other: count x count, by onnxruntime in float64. */
export function nativeGram(rows: Float64Array, columns: number): Float64Array {
  const count = rows.length / columns;
  const graph = session('PCA row products', () => {
    const made = new Graph();
    const x = made.input('x', ['count', 'columns'], 'float64');
    made.output(made.node('Gemm', [x, x], { transB: 1 }), 'y', 'float64');
    return made;
  });
  const out = new Float64Array(count * count);
  graph.run(
    { x: runtimeTensor('float64', rows, [count, columns]) },
    { y: runtimeTensor('float64', out, [count, count]) },
  );
  return out;
}

/** Rows added up, each so many times: `factors` (some x count) times `rows` (count x columns), by onnxruntime in float64. */
export function nativeTurned(factors: Float64Array, rows: Float64Array, columns: number): Float64Array {
  const count = rows.length / columns;
  const some = factors.length / count;
  const graph = session('PCA turned rows', () => {
    const made = new Graph();
    const w = made.input('w', ['some', 'count'], 'float64');
    const x = made.input('x', ['count', 'columns'], 'float64');
    made.output(made.node('MatMul', [w, x]), 'y', 'float64');
    return made;
  });
  const out = new Float64Array(some * columns);
  graph.run(
    {
      w: runtimeTensor('float64', factors, [some, count]),
      x: runtimeTensor('float64', rows, [count, columns]),
    },
    { y: runtimeTensor('float64', out, [some, columns]) },
  );
  return out;
}

/** The same by plain loops. */
export function plainTurned(factors: Float64Array, rows: Float64Array, columns: number): Float64Array {
  const count = rows.length / columns;
  const out = new Float64Array((factors.length / count) * columns);
  factors.forEach((factor, at) => {
    const [to, from] = [Math.floor(at / count) * columns, (at % count) * columns];
    for (let j = 0; j < columns; j++) out[to + j] += factor * rows[from + j];
  });
  return out;
}
