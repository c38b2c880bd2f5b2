import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { clusterScores } from '../../metrics/clusters';
import { overRuns, type Spread } from '../../metrics/spread';
import type { LayerAnalysis } from '../../analysis/analyse';
import type { Cameras } from './cameras';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { mapChi, setDraws } from '../../analysis/map-chi';

/** CHI of a layer's maps by what tells the sets apart; 1 is what chance gives. Means over the t-SNE runs; by set and by scene also had other scenes been drawn (`resampled`). */
export interface CameraScores {
  readonly layer: string;
  /** By set: all cameras and qualities. */
  readonly bySet: Spread;
  /** One camera against the other among patches of one quality; the mean of the two qualities. */
  readonly byCamera: Spread;
  /** High against low among patches of one camera; the mean of the two cameras. */
  readonly byQuality: Spread;
  /** By scene: every scene's patches, one from each set, as a group. Content. */
  readonly byScene: Spread;
}

/** What a layer's maps of `cameraPatches` gather by: camera, quality or scene. */
export function cameraScores(
  { layer, runs }: Pick<LayerAnalysis, 'layer' | 'runs'>,
  { sets }: Pick<Cameras, 'sets'>,
  patches: Pick<DegradedSets, 'labels' | 'contents' | 'sources'>,
): CameraScores {
  const { labels, contents } = patches;
  const cameraOf = (i: number): string => sets[labels[i]].camera;
  const qualityOf = (i: number): string => sets[labels[i]].quality;
  const within = (points: Matrix, label: (i: number) => string, group: (i: number) => string): number => {
    const all = Array.from(labels, (_, i) => i);
    const groups = [...new Set(all.map(group))];
    const scores = groups.map((name) => {
      const rows = all.filter((i) => group(i) === name);
      return clusterScores(subset(points, rows), rows.map(label)).chi;
    });
    return scores.reduce((sum, chi) => sum + chi, 0) / scores.length;
  };
  const over = (score: (points: Matrix) => number): Spread =>
    overRuns(runs.map(({ points }) => score(points)));
  const maps = runs.map(({ points }) => points);
  const draws = setDraws(patches);
  return {
    layer,
    bySet: mapChi(maps, labels, draws),
    byCamera: over((points) => within(points, cameraOf, qualityOf)),
    byQuality: over((points) => within(points, qualityOf, cameraOf)),
    byScene: mapChi(maps, contents, draws),
  };
}

function subset({ columns, data }: Matrix, rows: readonly number[]): Matrix {
  const part = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    for (let c = 0; c < columns; c++) part[i * columns + c] = data[row * columns + c];
  });
  return createMatrix(rows.length, columns, part);
}
