import { pca, type Pca } from '@ddr-lab/projection/pca/pca';
import { randomisedPca } from '@ddr-lab/projection/pca/randomised';
import { readMatrix } from '../inputs/read';
import type { PrepareTask } from '../protocol';

/** PCA to `components`, exact or by the randomised `solver`; the variances are compared. */
export const pcaTask: PrepareTask = async (inputs, { components, solver }) => {
  const features = await readMatrix(inputs.features);
  let found: Pca;
  return {
    run: async () => {
      const options = { components: Number(components) };
      found = solver === 'randomised' ? await randomisedPca(features, options) : pca(features, options);
    },
    results: () => ({ variances: { shape: [Number(components)], data: found.explainedVariance } }),
  };
};
