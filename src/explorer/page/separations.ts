import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { clusterScores } from '../../metrics/clusters';
import type { Atlas } from './atlas';

/** CHI of the patches that are shown, by degradation, in the map as it is drawn; undefined where fewer than two groups are. */
export function chiOfMap(atlas: Atlas, points: Float32Array, shown: readonly number[]): number | undefined {
  if (new Set(shown.map((row) => atlas.groups[row])).size < 2) return undefined;
  const data = Float64Array.from(
    { length: 2 * shown.length },
    (_, at) => points[2 * shown[at >> 1] + (at & 1)],
  );
  return clusterScores(
    createMatrix(shown.length, 2, data),
    shown.map((row) => atlas.groups[row]),
  ).chi;
}

/** CHI of the reader's patches as they were against as they are: how far the sliders have moved them apart. */
export function chiOfYours(yours: { now: Float32Array; before: Float32Array }): number | undefined {
  const n = yours.now.length / 2;
  if (n < 2 || yours.now.every((value, i) => value === yours.before[i])) return undefined;
  const data = Float64Array.from([...yours.before, ...yours.now]);
  const labels = Array.from({ length: 2 * n }, (_, i) => (i < n ? 0 : 1));
  return clusterScores(createMatrix(2 * n, 2, data), labels).chi;
}

/** CHI as figures have it: two decimals where it is small. */
export const chiWords = (chi: number): string => (chi < 10 ? chi.toFixed(2) : chi.toFixed(1));
