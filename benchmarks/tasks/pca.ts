import { pca, type Pca } from '@ddr-lab/projection/pca/pca';
import { readMatrix } from '../inputs/read';
import type { PrepareTask } from '../protocol';

/** PCA to `components`; the variances are compared. */
export const pcaTask: PrepareTask = async (inputs, { components }) => {
  const features = await readMatrix(inputs.features);
  let found: Pca;
  return {
    run: () => {
      found = pca(features, { components: Number(components) });
    },
    results: () => ({ variances: { shape: [Number(components)], data: found.explainedVariance } }),
  };
};
