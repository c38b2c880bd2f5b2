import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { tsne, type TsneOptions, type TsneResult } from '@ddr-lab/projection/tsne';
import { checkSettings } from '@ddr-lab/tsne/settings';
import { openResults, type Cached } from './results';

/**
 * `tsne`, but for what was computed before: points of just this matrix with just these settings are read from the cache.
 *
 * @throws InputError as `tsne` does.
 */
export async function cachedTsne(X: Matrix, options: TsneOptions & Cached = {}): Promise<TsneResult> {
  const { cache, ...settings } = options;
  const results = openResults({ cache });
  if (!results) return tsne(X, settings);
  const { init, ...others } = checkSettings(X, settings);
  settings.signal?.throwIfAborted();
  const start = typeof init === 'string' ? [init] : [init.rows, init.columns, init.data];
  const key = results.key(
    'tsne',
    X.rows,
    X.columns,
    X.data,
    ...start,
    ...Object.entries(others)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flat(),
  );
  const entry = await results.read('tsne', key);
  if (entry) {
    const [kl, iterations] = entry.end.data;
    settings.onProgress?.({ done: iterations, total: iterations });
    return { points: entry.points as Matrix<Float64Array>, kl, iterations };
  }
  const result = await tsne(X, settings);
  const end = createMatrix(1, 2, Float64Array.of(result.kl, result.iterations));
  await results.write('tsne', key, { points: result.points, end });
  return result;
}
