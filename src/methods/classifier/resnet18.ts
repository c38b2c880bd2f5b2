import type { Profile } from '../../training/recipe';
import type { ClassificationRecipe } from './method';
import { cifar10, cifar10Test, epochs, objects, objectsTest } from '../../training/data/sets';

/**
 * What both classifiers share: the usual training of ResNet18 on CIFAR-10 (He et al. 2016, Sec. 4.2, with PyTorch's
 * usual weight decay and a cosine).
 */
const common = {
  task: 'classification',
  batch: 128,
  learningRate: { kind: 'cosine', from: 0.1 },
  optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  seed: 1,
  snapshots: [],
} as const;

/** ResNet18 on CIFAR-10: the classifier of the paper's comparisons. */
export function resnet18Cifar10(profile: Profile): ClassificationRecipe {
  const paper = profile === 'paper';
  return {
    ...common,
    name: 'resnet18-cifar10',
    summary: 'ResNet18, a classifier of the ten classes of CIFAR-10',
    profile,
    network: { kind: 'resnet18', width: paper ? 64 : 32, classes: 10, seed: 1 },
    data: cifar10,
    padding: 4,
    // The compact profile counts on the 20,000 images that this project had at hand.
    iterations: paper ? epochs(200, 50_000, 128) : epochs(16, 20_000, 128),
    evaluation: cifar10Test(paper ? 1955 : 313),
    checkpointEvery: paper ? 391 : 64,
  };
}

/**
 * A narrow ResNet18 for the perceptual loss to look through: its first stages serve as VGG19's layers do in SRGAN,
 * whose weights are not at hand.
 */
export function resnet18Perceptual(profile: Profile): ClassificationRecipe {
  const paper = profile === 'paper';
  return {
    ...resnet18Cifar10(profile),
    name: 'resnet18-perceptual',
    summary: 'A narrow ResNet18 on CIFAR-10, whose first stages are the perceptual loss',
    network: { kind: 'resnet18', width: paper ? 64 : 16, classes: 10, seed: 2 },
    iterations: paper ? epochs(200, 50_000, 128) : epochs(10, 20_000, 128),
    seed: 2,
  };
}

/** ResNet18 on drawn objects: the same question where no photograph is at hand. */
export function resnet18Classes(profile: Profile): ClassificationRecipe {
  const paper = profile === 'paper';
  return {
    ...common,
    name: 'resnet18-classes',
    summary: 'ResNet18, a classifier of ten kinds of drawn objects',
    profile,
    network: { kind: 'resnet18', width: paper ? 64 : 16, classes: 10, seed: 1 },
    data: objects,
    padding: 4,
    iterations: paper ? epochs(200, 5000, 128) : epochs(30, 5000, 128),
    evaluation: objectsTest(paper ? 391 : 118),
    checkpointEvery: paper ? 391 : 118,
  };
}
