import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { tsneTransform } from '@ddr-lab/projection/tsne-transform';

/** What places patches in a layer's map. */
export interface Placing {
  readonly mean: ArrayLike<number>;
  /** count x features, row by row. */
  readonly components: ArrayLike<number>;
  readonly count: number;
  /** rows x count: the map's own patches. */
  readonly scores: Float32Array;
  /** rows x 2 of t-SNE, and its perplexity. */
  readonly tsne?: { readonly points: Float32Array; readonly perplexity: number };
}

/**
 * Features of new patches in the principal components of a layer's map: (features - mean) times the components.
 *
 * @param features n x features, a patch a row.
 * @returns n x count, as `transform` of `@ddr-lab/projection/pca/pca` gives it.
 */
export function scoresOf({ mean, components, count }: Placing, features: Matrix): Matrix<Float64Array> {
  const { rows, columns, data } = features;
  const out = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let j = 0; j < columns; j++)
        sum += (data[row * columns + j] - mean[j]) * components[k * columns + j];
      out[row * count + k] = sum;
    }
  }
  return createMatrix(rows, count, out);
}

/** The two ways that a map is drawn. */
export type MapKind = 'pca' | 'tsne';

/**
 * Where new patches are in a map: of PCA their first two components; of t-SNE where `tsneTransform` puts them, at the map's perplexity.
 *
 * @param scores n x count of `scoresOf`.
 * @returns n x 2
 */
export function placesOf(placing: Placing, kind: MapKind, scores: Matrix): Matrix<Float64Array> {
  const { count, tsne } = placing;
  if (kind === 'tsne' && tsne) {
    const X = createMatrix(placing.scores.length / count, count, placing.scores);
    const points = createMatrix(X.rows, 2, tsne.points);
    return tsneTransform({ X, points }, scores, { perplexity: tsne.perplexity });
  }
  const out = new Float64Array(2 * scores.rows);
  for (let row = 0; row < scores.rows; row++) {
    out[2 * row] = scores.data[row * count];
    out[2 * row + 1] = scores.data[row * count + 1];
  }
  return createMatrix(scores.rows, 2, out);
}

/** The map's own patches as they are drawn: rows x 2. */
export function mapPoints({ scores, count, tsne }: Placing, kind: MapKind): Float32Array {
  if (kind === 'tsne' && tsne) return tsne.points;
  const rows = scores.length / count;
  return Float32Array.from({ length: 2 * rows }, (_, at) => scores[(at >> 1) * count + (at & 1)]);
}
