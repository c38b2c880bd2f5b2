import type { ClassificationRecipe, Evaluation } from '../recipe';

/** CIFAR-10's training images, all that are here; drawn objects of ten classes where there are none. */
export const cifar10: ClassificationRecipe['data'] = {
  train: { set: 'cifar10/train' },
  fallback: { set: 'scenes/objects', count: 5000, seed: 1000 },
};

/** CIFAR-10's 10,000 test images; drawn objects of another seed than the training's. */
export function cifar10Test(every: number): Evaluation {
  return { set: 'cifar10/test', fallback: 'scenes/objects', count: 10_000, fallbackCount: 1000, every };
}

/** Drawn objects, wherever it runs: 5,000 to train on. */
export const objects: ClassificationRecipe['data'] = {
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
