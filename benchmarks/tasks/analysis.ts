import { analyse, type LayerAnalysis } from '../../src/analysis/analyse';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { loadNetwork } from '../../src/networks/load-network';

import { readImages } from '../inputs/read';
import { stackMaps } from '../inputs/stack-maps';
import type { PrepareTask } from '../protocol';

/**
 * The paper's analysis of one layer, from clean LR images to CHI: clean, blur4 and noise20, features, PCA to 50, five
 * runs of t-SNE, scores.
 */
export const analysis: PrepareTask = async (inputs, { layer, patch }) => {
  const network = await loadNetwork(inputs.weights);
  const images = await readImages(inputs.images);
  let found: LayerAnalysis;
  let parts: Record<string, number> = {};
  return {
    run: async () => {
      // With one layer, `analyse` has done 1 step after the features, 2 after PCA, and one more a run of t-SNE.
      const ends = new Map<number, number>();
      const start = performance.now();
      const sets = await degradedSets(images, { patch: Number(patch) });
      const degraded = performance.now();
      [found] = await analyse(network, sets, {
        layers: [String(layer)],
        cache: false,
        onProgress: ({ done }) => {
          if (!ends.has(done)) ends.set(done, performance.now());
        },
      });
      const end = performance.now();
      const tapped = ends.get(1) ?? degraded;
      const projected = ends.get(2) ?? tapped;
      parts = {
        degradations: degraded - start,
        features: tapped - degraded,
        pca: projected - tapped,
        tsne: end - projected,
      };
    },
    parts: () => parts,
    results: () => ({
      maps: stackMaps(found.runs.map(({ points }) => points.data)),
      kl: { shape: [found.runs.length], data: Float64Array.from(found.runs, ({ kl }) => kl) },
      chi: { shape: [found.runs.length], data: Float64Array.from(found.runs, ({ chi }) => chi) },
    }),
  };
};
