import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet, presentSets, setNames } from '../../images/sets/open';
import type { Evaluation, LabelledSet, PairData, Profile, TrainingSet } from '../recipe';

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

/** CIFAR-10's training images, all that are here; drawn objects of ten classes where there are none. */
export const cifar10: { readonly train: LabelledSet; readonly fallback: LabelledSet } = {
  train: { set: 'cifar10/train' },
  fallback: { set: 'scenes/objects', count: 5000, seed: 1000 },
};

/** CIFAR-10's 10,000 test images; drawn objects of another seed than the training's. */
export function cifar10Test(every: number): Evaluation {
  return { set: 'cifar10/test', fallback: 'scenes/objects', count: 10_000, fallbackCount: 1000, every };
}

/** Drawn objects, wherever it runs: 5,000 to train on. */
export const objects: { readonly train: LabelledSet; readonly fallback: LabelledSet } = {
  train: { set: 'scenes/objects', count: 5000, seed: 1000 },
  fallback: { set: 'scenes/objects', count: 5000, seed: 1000 },
};

/** Another 1,000, with the seed 0 of every set that is only looked at. */
export function objectsTest(every: number): Evaluation {
  return { set: 'scenes/objects', fallback: 'scenes/objects', count: 1000, every };
}

/** Iterations of `epochs` passes over `images` images. */
export const epochs = (count: number, images: number, batch: number): number =>
  Math.ceil((count * images) / batch);

/**
 * What super-resolution is trained on: DIV2K's 800 photographs as published, the 400 of BSDS500 in the compact
 * profile; procedural scenes where they are not here. `degradations` as in `PairData`.
 */
export function photographs(profile: Profile, degradations?: readonly string[]): PairData {
  const sets: PairData =
    profile === 'paper'
      ? {
          train: { set: 'div2k/train' },
          fallback: { set: 'scenes', count: 800, size: 512, seed: 1000 },
        }
      : {
          train: { set: 'bsds500/train' },
          fallback: { set: 'scenes', count: 400, size: 320, seed: 1000 },
        };
  return degradations ? { ...sets, degradations } : sets;
}

/** What super-resolution is measured on, every so many iterations: no image of it is trained on. */
export function testPhotographs(every: number, degradations?: readonly string[]): Evaluation {
  const set: Evaluation = { set: 'bsds500/val', fallback: 'scenes', count: 100, every };
  return degradations ? { ...set, degradations } : set;
}
