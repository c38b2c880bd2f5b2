import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { checkUmapSettings, umap, type UmapOptions, type UmapResult } from '@ddr-lab/projection/umap';
import { openResults, type Cached } from './results';

/**
 * `umap`, but for what was computed before: points of just this matrix with just these settings are read from the cache.
 *
 * @throws InputError as `umap` does.
 */
export async function cachedUmap(X: Matrix, options: UmapOptions & Cached = {}): Promise<UmapResult> {
  const { cache, ...settings } = options;
  const results = openResults({ cache });
  if (!results) return umap(X, settings);
  settings.signal?.throwIfAborted();
  const { dims, neighbours, minDist, spread, epochs, seed } = checkUmapSettings(X, settings);
  const numbers = [dims, neighbours, minDist, spread, epochs, seed];
  const key = results.key('umap', X.rows, X.columns, X.data, ...numbers);
  const entry = await results.read('umap', key);
  if (entry) {
    settings.onProgress?.({ done: epochs, total: epochs });
    return { points: entry.points as Matrix<Float64Array>, epochs };
  }
  const result = await umap(X, settings);
  await results.write('umap', key, { points: createMatrix(X.rows, dims, result.points.data) });
  return result;
}
