import type { ImageSet } from '../../images/image-set';
import { openSet, presentSets } from '../../images/sets/open';
import type { Evaluation, TrainingSet } from '../recipe';

/** Opens the training images, or those that stand in for them, and says so. */
export async function openTrainingSet(
  { train, fallback }: { readonly train: TrainingSet; readonly fallback: TrainingSet },
  onMessage: (message: string) => void,
): Promise<ImageSet> {
  if (presentSets().includes(train.set)) return openSet(train.set, train);
  onMessage(`${train.set} is not here: training on ${fallback.set} instead`);
  return openSet(fallback.set, fallback);
}

/** Opens what the recipe is measured on; drawn images have `size` pixels a side. */
export async function openEvaluationSet(
  { set, fallback, count, fallbackCount = count }: Evaluation,
  size: number,
): Promise<ImageSet> {
  return presentSets().includes(set)
    ? openSet(set, { count })
    : openSet(fallback, { count: fallbackCount, size });
}
