import type { Profile } from '../training/recipe';
import type { ClassificationRecipe } from './classifier/method';
import type { SuperResolutionRecipe } from './pixel/method';
import {
  cifar10,
  cifar10Test,
  epochs,
  objects,
  objectsTest,
  photographs,
  testPhotographs,
} from '../training/data/sets';

/** The body that both tasks share (A.10): the same layers with the same initial weights. */
const body = (profile: Profile): { kind: 'unified'; channels: number; blocks: number; seed: number } =>
  profile === 'paper'
    ? { kind: 'unified', channels: 64, blocks: 16, seed: 1 }
    : { kind: 'unified', channels: 32, blocks: 8, seed: 1 };

/** The unified backbone with the tail that super-resolves. */
export function unifiedSr(profile: Profile): SuperResolutionRecipe {
  const paper = profile === 'paper';
  return {
    name: 'unified-sr',
    summary: 'The unified backbone, trained to super-resolve',
    profile,
    task: 'super-resolution',
    network: {
      ...body(profile),
      tail: 'super-resolution',
      scale: 4,
      globalResidual: true,
      ...(paper ? {} : { outerGain: 0.41 }),
    },
    data: photographs(profile),
    patch: paper ? 32 : 24,
    batch: paper ? 16 : 8,
    iterations: paper ? 600_000 : 4096,
    learningRate: paper
      ? { kind: 'steps', from: 2e-4, halveAt: [100_000, 300_000, 500_000] }
      : { kind: 'cosine', from: 8e-4 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    seed: 1,
    evaluation: testPhotographs(paper ? 5000 : 256),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 512,
  };
}

/** The unified backbone with the tail that classifies. */
export function unifiedClassification(profile: Profile): ClassificationRecipe {
  const paper = profile === 'paper';
  const batch = paper ? 128 : 64;
  return {
    name: 'unified-classification',
    summary: 'The unified backbone, trained to classify the ten classes of CIFAR-10',
    profile,
    task: 'classification',
    network: { ...body(profile), tail: 'classification', classes: 10 },
    data: cifar10,
    padding: 4,
    batch,
    iterations: paper ? epochs(200, 50_000, batch) : epochs(8, 20_000, batch),
    // Adam, as for super-resolution: blocks that begin small hardly move by SGD.
    learningRate: { kind: 'cosine', from: 1e-3 },
    optimiser: { kind: 'adam', beta1: 0.9, beta2: 0.99 },
    seed: 1,
    evaluation: cifar10Test(paper ? 1955 : 313),
    snapshots: [],
    checkpointEvery: paper ? 391 : 128,
  };
}

/** The same on drawn objects: the same question where no photograph is at hand. */
export function unifiedClasses(profile: Profile): ClassificationRecipe {
  const paper = profile === 'paper';
  const onCifar10 = unifiedClassification(profile);
  return {
    ...onCifar10,
    name: 'unified-classes',
    summary: 'The unified backbone, trained to classify ten kinds of drawn objects',
    data: objects,
    iterations: epochs(paper ? 200 : 10, 5000, onCifar10.batch),
    evaluation: objectsTest(paper ? 391 : 195),
    checkpointEvery: paper ? 391 : 65,
  };
}
