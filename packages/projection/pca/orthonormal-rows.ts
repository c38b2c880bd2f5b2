import { hasNative } from './native';
import { nativeGram, nativeTurned } from './row-products';
import { symmetricEigen } from './symmetric-eigen';

/** Products of rows are good for a basis where their eigenvalues lie within this range: then what rounding leaves, a second turn takes. */
const trusted = 1e-9;

/**
 * Rows that span what these span, orthonormal to rounding. By the eigenvectors of the rows' products, twice (Stathopoulos and Wu 2002), which
 * are matrix products for onnxruntime's kernels; where these are not there, or rows depend on one another so closely that squares would lose
 * them, by `orthonormalRows`.
 *
 * @param data rows x columns; overwritten
 * @returns as many rows, or fewer where some depend on others.
 */
export function orthonormalBasis(data: Float64Array, columns: number): Float64Array {
  const count = data.length / columns;
  let rows = data;
  for (let turn = 0; turn < 2; turn++) {
    if (count < 2 || !hasNative()) break;
    const gram = nativeGram(rows, columns);
    const scale = Float64Array.from({ length: count }, (_, i) => 1 / Math.sqrt(gram[i * count + i]));
    if (!scale.every(Number.isFinite)) break;
    for (let at = 0; at < gram.length; at++) gram[at] *= scale[Math.floor(at / count)] * scale[at % count];
    const { values, vectors } = symmetricEigen(gram, count, () => count);
    if (!(values[count - 1] > trusted * values[0])) break;
    const factors = vectors.map(
      (value, at) => (value * scale[at % count]) / Math.sqrt(values[Math.floor(at / count)]),
    );
    rows = nativeTurned(factors, rows, columns);
    if (turn === 1) return rows;
  }
  return orthonormalRows(rows, columns);
}

/** What is left of a row below this share of its length is rounding. */
const lost = 1e-12;

/**
 * Makes the rows of a matrix orthonormal, in place, by Gram and Schmidt's way done twice, which is enough (Giraud et al. 2005). Rows that
 * depend on those before them are left out.
 *
 * @param data rows x columns
 * @returns the rows that are left: a view of `data`, orthonormal to rounding.
 */
export function orthonormalRows(data: Float64Array, columns: number): Float64Array {
  const count = data.length / columns;
  const nothing = new Float64Array(columns);
  let kept = 0;
  for (let row = 0; row < count; row++) {
    const vector = data.subarray(row * columns, (row + 1) * columns);
    const before = lengthOf(vector);
    if (!(before > 0)) continue;
    scale(vector, 1 / before);
    let left = 1;
    for (let turn = 0; turn < 2; turn++) {
      for (let known = 0; known < kept; known += 4) {
        const rows = Array.from({ length: 4 }, (_, at) => {
          const row = known + at;
          return row < kept ? data.subarray(row * columns, (row + 1) * columns) : nothing;
        });
        takeOff(vector, rows);
      }
      const now = lengthOf(vector);
      left *= now;
      if (!(left > lost)) break;
      scale(vector, 1 / now);
    }
    if (!(left > lost)) continue;
    if (kept < row) data.copyWithin(kept * columns, row * columns, (row + 1) * columns);
    kept++;
  }
  return data.subarray(0, kept * columns);
}

function lengthOf(vector: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) sum += vector[j] * vector[j];
  return Math.sqrt(sum);
}

function scale(vector: Float64Array, factor: number): void {
  for (let j = 0; j < vector.length; j++) vector[j] *= factor;
}

/** Takes off the parts along four orthonormal vectors: each number is fetched twice for all of them. */
function takeOff(vector: Float64Array, [a, b, c, d]: readonly Float64Array[]): void {
  let [alongA, alongB, alongC, alongD] = [0, 0, 0, 0];
  for (let j = 0; j < vector.length; j++) {
    const value = vector[j];
    alongA += value * a[j];
    alongB += value * b[j];
    alongC += value * c[j];
    alongD += value * d[j];
  }
  for (let j = 0; j < vector.length; j++) {
    vector[j] -= alongA * a[j] + alongB * b[j] + alongC * c[j] + alongD * d[j];
  }
}
