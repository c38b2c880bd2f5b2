import { InputError } from '../errors';
import { tap } from '../features/tap';
import type { Image } from '../images/image';
import type { ImageSet } from '../images/image-set';
import type { Network } from '../networks/network';
import type { OnProgress } from '../progress';

/** How many images are read and held at once. */
const PART = 500;

/** Whether a network puts out one number a class (N x classes) instead of an image. */
export function isClassifier({ model }: Pick<Network, 'model'>): boolean {
  return model.outputs[0].shape.length === 2;
}

/**
 * The share of a labelled set, in [0, 1], whose largest logit is that of its class.
 *
 * @throws InputError where the set has no classes, or the network no output of one number a class.
 */
export async function accuracy(
  network: Pick<Network, 'model' | 'layers'>,
  set: ImageSet,
  options: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<number> {
  const { onProgress, signal } = options;
  const { classes } = set;
  if (!classes) throw new InputError(`${set.name} has no classes to tell apart.`);
  if (!isClassifier(network))
    throw new InputError('Accuracy is for networks that put out one number a class.');
  let right = 0;
  for (let start = 0; start < set.count; start += PART) {
    const indices = Array.from({ length: Math.min(PART, set.count - start) }, (_, i) => start + i);
    const images: Image[] = [];
    for (const index of indices) images.push(await set.read(index));
    const { Output } = await tap(network, ['Output'], images, { batch: 50, signal });
    indices.forEach((index, row) => {
      const logits = Output.data.subarray(row * Output.columns, (row + 1) * Output.columns);
      if (logits.indexOf(Math.max(...logits)) === classes.ofImage[index]) right++;
    });
    onProgress?.({ done: start + indices.length, total: set.count, note: set.name });
  }
  return right / set.count;
}
