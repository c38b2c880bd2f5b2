import type { Matrix } from '../../arrays/matrix';
import { jointProbabilities } from '../affinities';
import type { TsneObjective } from '../tsne-objective';
import { tsneObjective } from '../tsne-objective';
import type { TsneSettings } from '../tsne-settings';
import { exactObjective } from './exact-objective';
import { interpolationObjective } from './interpolation-objective';
import { createKernels } from './kernels';

/** From so many points on, interpolation is faster. */
const manyPoints = 4000;

/**
 * The objective for X by the way that the settings name, with the affinities of X computed.
 *
 * @throws InputError when squared distances overflow.
 */
export function chooseObjective(X: Matrix, settings: TsneSettings): TsneObjective {
  const { dims, perplexity } = settings;
  const kernels = settings.kernels === 'plain' ? undefined : createKernels();
  if (kernels !== undefined && (dims === 1 || dims === 2) && settings.method !== 'exact') {
    if (settings.method === 'interpolation' || X.rows >= manyPoints) {
      return interpolationObjective(X, perplexity, dims, kernels);
    }
  }
  if (kernels !== undefined && (dims === 1 || dims === 2 || dims === 3)) {
    return exactObjective(X, perplexity, dims, kernels);
  }
  return tsneObjective(jointProbabilities(X, perplexity), X.rows, dims);
}
