import { tsne } from '@ddr-lab/projection/tsne';
import { readMatrix } from '../inputs/read';
import { stackMaps } from '../inputs/stack-maps';
import type { PrepareTask } from '../protocol';

/** t-SNE with the paper's settings, one map a run; all maps are judged by their divergence. */
export const tsneTask: PrepareTask = async (inputs) => {
  const points = await readMatrix(inputs.points);
  const maps: Float64Array[] = [];
  return {
    run: async (seed) => {
      maps.push((await tsne(points, { seed })).points.data);
    },
    results: () => ({ maps: stackMaps(maps) }),
  };
};
