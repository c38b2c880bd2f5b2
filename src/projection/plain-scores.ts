import type { Matrix } from '@ddr-lab/base/arrays/matrix';

/** (X - mean) times the components (k x columns), rows x k, by plain loops in float64. */
export function plainScores(
  components: Matrix<Float64Array>,
  mean: Float64Array,
  { rows, columns, data }: Matrix,
): Float64Array {
  const k = components.rows;
  const scores = new Float64Array(rows * k);
  const centred = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) centred[j] = data[i * columns + j] - mean[j];
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += centred[j] * components.data[c * columns + j];
      scores[i * k + c] = sum;
    }
  }
  return scores;
}
