import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { runtimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import { session } from '@ddr-lab/engine/onnxruntime/sessions';
import { blockWidth, copyColumns, dataType } from './native-centred';
import { multiplyRowsGraph } from './native-graphs';

/** Rows of a block. */
const blockRows = 512;

/** (X - mean) times the components (k x columns), rows x k, by onnxruntime's kernels in float64. */
export function nativeScores(
  components: Matrix<Float64Array>,
  mean: Float64Array,
  { rows, columns, data }: Matrix,
): Float64Array {
  const type = dataType(data);
  const k = components.rows;
  const graph = session(`PCA tall product ${type}`, () => multiplyRowsGraph(type));
  const scores = new Float64Array(rows * k);
  const widest = Math.min(blockWidth(blockRows), columns);
  const directions = new Float64Array(k * widest);
  const block =
    data instanceof Float32Array
      ? new Float32Array(blockRows * widest)
      : new Float64Array(blockRows * widest);
  const product = new Float64Array(k * blockRows);
  for (let start = 0; start < columns; start += widest) {
    const width = Math.min(widest, columns - start);
    copyColumns(components, k, start, width, directions);
    const vectors = runtimeTensor('float64', directions.subarray(0, k * width), [k, width]);
    const blockMean = runtimeTensor('float64', mean.subarray(start, start + width), [1, width]);
    for (let first = 0; first < rows; first += blockRows) {
      const height = Math.min(blockRows, rows - first);
      const part = { rows: height, columns, data: data.subarray(first * columns) };
      copyColumns(part, height, start, width, block);
      const x = runtimeTensor(type, block.subarray(0, height * width), [height, width]);
      const y = runtimeTensor('float64', product.subarray(0, k * height), [k, height]);
      graph.run({ x, mean: blockMean, vectors }, { y });
      for (let c = 0; c < k; c++) {
        for (let i = 0; i < height; i++) scores[(first + i) * k + c] += product[c * height + i];
      }
    }
  }
  return scores;
}
