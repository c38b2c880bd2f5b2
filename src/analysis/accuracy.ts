import { InputError } from '@ddr-lab/base/errors';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { Network } from '../networks/network';
import { isGraphNetwork, type Runnable } from '../networks/tappable';
import type { OnProgress } from '@ddr-lab/base/progress';
import { readLabelled } from '../training/data/labelled';
import { evaluateAccuracy, shareRight } from '../training/evaluate';

/** Whether a network puts out one number a class (N x classes) instead of an image. */
export function isClassifier({ model }: Pick<Network, 'model'>): boolean {
  return model.outputs[0].shape.length === 2;
}

/**
 * The share of a labelled set, in [0, 1], whose largest logit is that of its class; samples rounded to 8 bits, as in
 * training.
 *
 * @throws InputError where the set has no classes, or the network no output of one number a class.
 */
export async function accuracy(
  network: Runnable,
  set: ImageSet,
  options: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<number> {
  if (!set.classes) throw new InputError(`${set.name} has no classes to tell apart.`);
  const refusal = 'Accuracy is for networks that put out one number a class.';
  if (isGraphNetwork(network)) {
    return shareRight(await readLabelled(set, options), async (batch) => {
      const { data, dims } = await network.predict(batch);
      if (dims.length !== 2) throw new InputError(refusal);
      return data;
    });
  }
  if (!isClassifier(network)) throw new InputError(refusal);
  return evaluateAccuracy(network.model, await readLabelled(set, options));
}
