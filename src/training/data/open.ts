import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet, presentSets, setNames } from '../../images/sets/open';
import type { Evaluation, TrainingSet } from '../recipe';

/**
 * Opens the training images: a known set, or those that stand in for it where it is not here (and says so); or any
 * folder of images.
 */
export async function openTrainingSet(
  { train, fallback }: { readonly train: TrainingSet; readonly fallback: TrainingSet },
  onMessage: (message: string) => void,
): Promise<ImageSet> {
  // A folder of the reader's own is opened, or refused with a reason.
  const known = setNames().includes(train.set);
  if (!known || presentSets().includes(train.set)) return openSet(train.set, train);
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
