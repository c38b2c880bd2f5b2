import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { runtimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import { session } from '@ddr-lab/engine/onnxruntime/sessions';
import { hasNative } from './native';
import { subspaceGraph } from './native-graphs';

/**
 * What a block X of rows adds to a step of subspace iteration: y = (X - mean) V' is written, y' (X - mean) is added to z.
 *
 * @param block rows x columns
 * @param mean of each column
 * @param vectors V, count x columns
 * @param y rows x count
 * @param z count x columns
 */
export type SubspaceStep = (
  block: Matrix,
  mean: Float64Array,
  vectors: Float64Array,
  y: Float64Array,
  z: Float64Array,
) => void;

/** The step by onnxruntime's kernels in float64, or by plain loops where they are not there. */
export function subspaceStep(): SubspaceStep {
  return hasNative() ? nativeStep() : plainStep;
}

/** By onnxruntime, on all threads. */
export function nativeStep(): SubspaceStep {
  // What a block adds is written here, and made once.
  let added = new Float64Array(0);
  return ({ rows, columns, data }, mean, vectors, y, z) => {
    const type = data instanceof Float32Array ? 'float32' : 'float64';
    const graph = session(`PCA subspace step ${type}`, () => subspaceGraph(type));
    const count = vectors.length / columns;
    if (added.length !== z.length) added = new Float64Array(z.length);
    graph.run(
      {
        x: runtimeTensor(type, data, [rows, columns]),
        mean: runtimeTensor('float64', mean, [1, columns]),
        vectors: runtimeTensor('float64', vectors, [count, columns]),
      },
      {
        y: runtimeTensor('float64', y, [rows, count]),
        z: runtimeTensor('float64', added, [count, columns]),
      },
    );
    for (let at = 0; at < z.length; at++) z[at] += added[at];
  };
}

/** By plain loops. */
export const plainStep: SubspaceStep = ({ rows, columns, data }, mean, vectors, y, z) => {
  const count = vectors.length / columns;
  const centred = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) centred[j] = data[i * columns + j] - mean[j];
    for (let c = 0; c < count; c++) {
      const from = c * columns;
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += centred[j] * vectors[from + j];
      y[i * count + c] = sum;
      for (let j = 0; j < columns; j++) z[from + j] += sum * centred[j];
    }
  }
};
