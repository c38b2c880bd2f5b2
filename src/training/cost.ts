import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { useBackend } from '@ddr-lab/engine/backend';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { weightName } from '@ddr-lab/engine/onnxruntime/compiled/layer-call';
import { stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import { threads } from '@ddr-lab/engine/onnxruntime/runtime';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, Shape } from '@tensorflow/tfjs-layers';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { NetworkSpec } from '../networks/architectures/spec';
import { srresnet } from '../networks/architectures/srresnet/network';
import { buildNetwork } from '../networks/network';
import { projectRoot } from '../project';
import { scaleOf } from './places';
import type { Recipe } from './recipe';
import { findRecipe } from './recipes/recipes';
import { pixelObjective } from './tasks/super-resolution';

/** Multiplications, each with its addition, of a network's convolutions and dense layers. */
export interface MultiplyAdds {
  /** In layers that are trained. */
  readonly trained: number;
  /** In layers that are not. */
  readonly frozen: number;
}

/**
 * Counts what a network computes from an input of the given shape to its outputs, or up to the named layers:
 * convolutions and dense layers alone, next to which all else costs little.
 *
 * @param input shape with the batch, N x H x W x C.
 */
export function multiplyAdds(
  model: LayersModel,
  input: readonly number[],
  layers?: readonly string[],
): MultiplyAdds {
  const wanted = layers?.map((name) => model.getLayer(name).output);
  const found = stepsTo(model, wanted ? wanted.flat() : model.outputs);
  if (!found) throw new Error('Only networks of one input can be counted.');
  const shapes: Shape[] = [[...input]];
  const sums = { trained: 0, frozen: 0 };
  for (const { layer, inputs } of found.steps.slice(1)) {
    const from = inputs.map((index) => shapes[index]);
    const shape = layer.computeOutputShape(from.length === 1 ? from[0] : from) as Shape;
    shapes.push(shape);
    const kernel = layer.weights.find((weight) => weightName(weight) === 'kernel');
    if (!kernel) continue;
    // Every result but for its channels is one use of the whole kernel.
    const places = size(shape) / shape[shape.length - 1]!;
    sums[layer.trainable ? 'trained' : 'frozen'] += places * size(kernel.shape);
  }
  return sums;
}

const size = (shape: Shape): number => shape.reduce<number>((product, side) => product * side!, 1);

/** Counts a network's multiply-adds for an input of a shape, up to some layers or to its output. */
export type CountNetwork = (
  spec: NetworkSpec,
  input: readonly number[],
  layers?: readonly string[],
) => Promise<MultiplyAdds>;

/** Builds the network, counts, and lets go of it. */
const countNetwork: CountNetwork = async (spec, input, layers) => {
  const { model } = await buildNetwork(spec);
  try {
    return multiplyAdds(model, input, layers);
  } finally {
    model.dispose();
  }
};

/** Side of the images of every labelled set that recipes name. */
const LABELLED_SIDE = 32;

/**
 * Multiply-adds of one iteration of a recipe. The gradients of a layer cost twice what its result does, once with
 * respect to its input and once to its weights; of a layer that is not trained but lies on the way back, once.
 */
export async function stepCost(recipe: Recipe, count: CountNetwork = countNetwork): Promise<number> {
  const { batch } = recipe;
  const forward = async (...question: Parameters<CountNetwork>): Promise<number> => {
    const { trained, frozen } = await count(...question);
    return trained + frozen;
  };
  switch (recipe.task) {
    case 'classification': {
      const { trained, frozen } = await count(recipe.network, [batch, LABELLED_SIDE, LABELLED_SIDE, 3]);
      return 3 * trained + frozen;
    }
    case 'super-resolution': {
      const { trained, frozen } = await count(recipe.network, [batch, recipe.patch, recipe.patch, 3]);
      return 3 * trained + frozen;
    }
    case 'gan': {
      const side = recipe.patch * scaleOf(recipe.network);
      const generator = await forward(recipe.network, [batch, recipe.patch, recipe.patch, 3]);
      const judge = await forward(recipe.discriminator.network, [batch, side, side, 3]);
      const { network, layers } = recipe.perceptual;
      const features =
        recipe.losses.perceptual > 0
          ? await forward(findRecipe(network, recipe.profile).network, [batch, side, side, 3], layers)
          : 0;
      // The verdict on the generator's images and its way back, then both batches with all gradients; features of
      // the generator's images and their way back, and of the true ones.
      return 3 * generator + 2 * judge + 6 * judge + 3 * features;
    }
    case 'unpaired': {
      const shape = [batch, recipe.patch, recipe.patch, 3];
      const there = await forward(recipe.network, shape);
      const back = await forward(recipe.backward, shape);
      const judge = await forward(recipe.discriminator.network, shape);
      // There and back again, for each of the two with the other's gradients left out, clean images through the first (they
      // should not change), the verdict as above.
      const asPublished = 7 * there + 5 * back + 2 * judge + 6 * judge;
      // Clean images through the second, what it made of them through the first, and another verdict.
      return asPublished + (recipe.reverse ? 3 * back + 3 * there + 8 * judge : 0);
    }
  }
}

/** How fast this machine trains. */
export interface TrainingSpeed {
  /** What computes: backend, threads, processor. */
  readonly machine: string;
  /** Multiply-adds a second. */
  readonly rate: number;
}

/** Names what computes here; speeds of others are not taken for its own. */
export async function computingMachine(): Promise<string> {
  const { name } = await useBackend();
  const cores = computingCores() ?? os.availableParallelism();
  return `${name}, ${cores} threads, ${os.cpus()[0]?.model.trim() ?? os.arch()}`;
}

/** How many threads of this process compute; undefined where a GPU or a library of its own does. */
function computingCores(): number | undefined {
  switch (tf.getBackend()) {
    case 'onnxruntime':
      return threads();
    case 'wasm':
    case 'cpu':
      return 1;
    default:
      return undefined;
  }
}

/**
 * Times gradients of a small SRResNet, computed as `train` computes them here: at the least two steps, and more
 * for some tenths of a second. The quickest counts, as other work on the machine only slows it down; for the same
 * reason it is processor time over the threads where that is less, and known.
 */
export async function measureSpeed(): Promise<TrainingSpeed> {
  const machine = await computingMachine();
  const cores = computingCores();
  const [batch, patch, scale] = [8, 24, 2];
  const model = srresnet({ channels: 32, blocks: 2, scale: 2, outerGain: 1 });
  const gradients = gradientsOf(pixelObjective(model, { batch, patch, loss: 'l1' }, scale));
  try {
    const lr = new Float32Array(batch * patch * patch * 3).map((_, i) => (i % 251) / 251);
    const inputs = { lr, hr: new Float32Array(lr.length * scale * scale).fill(0.5) };
    gradients.run(inputs);
    let best = Infinity;
    const started = performance.now();
    do {
      const before = performance.now();
      const used = process.cpuUsage();
      gradients.run(inputs);
      const { user, system } = process.cpuUsage(used);
      const alone = cores === undefined ? Infinity : (user + system) / 1000 / cores;
      best = Math.min(best, performance.now() - before, alone);
    } while (performance.now() - started < 400);
    const { trained } = multiplyAdds(model, [batch, patch, patch, 3]);
    return { machine, rate: (3 * trained) / (best / 1000) };
  } finally {
    gradients.dispose();
    model.dispose();
  }
}

/** Estimates how long recipes would take on this machine. */
export interface Estimator {
  readonly speed: TrainingSpeed;
  /**
   * Seconds for all iterations of a recipe, from its multiply-adds alone: an estimate, without drawing the patches,
   * without the evaluations on the way, and for a machine that does nothing else.
   */
  seconds(recipe: Recipe): Promise<number>;
  /** Keeps what was counted for the next time. */
  save(): Promise<void>;
}

/** What `openEstimator` takes. */
export interface EstimatorOptions {
  /** Where the measured speed and the counts are kept; default `.ddr/estimates.json` in the project. */
  readonly file?: string;
  /** Default: a small training step on the backend in use (some tenths of a second). */
  readonly measure?: () => Promise<TrainingSpeed>;
  /** Default: builds the network and counts. */
  readonly count?: CountNetwork;
}

/** What the file holds. */
interface Kept {
  speed?: TrainingSpeed & { readonly at: number };
  counts: Record<string, MultiplyAdds>;
}

/** A speed older than this is measured again, in milliseconds. */
const HOUR = 3600 * 1000;

/**
 * Measures this machine, or reads what was measured within the last hour. The highest speed that was ever measured
 * on the same backend, threads and processor counts, since other work on the machine only lowers it.
 */
export async function openEstimator(options: EstimatorOptions = {}): Promise<Estimator> {
  const { measure = measureSpeed, count = countNetwork } = options;
  const file = options.file ?? path.join(projectRoot, '.ddr/estimates.json');
  const kept = await readKept(file);
  const here = kept.speed?.machine === (await computingMachine()) ? kept.speed : undefined;
  const speed =
    here && Date.now() - here.at < HOUR ? here : { ...fastest(await measure(), here), at: Date.now() };
  const counted: CountNetwork = async (...question) =>
    (kept.counts[JSON.stringify(question)] ??= await count(...question));
  return {
    speed,
    seconds: async (recipe) => ((await stepCost(recipe, counted)) * recipe.iterations) / speed.rate,
    save: () => writeWhole(file, JSON.stringify({ speed, counts: kept.counts }, null, 1)),
  };
}

const fastest = (now: TrainingSpeed, before: TrainingSpeed | undefined): TrainingSpeed =>
  before && before.rate > now.rate ? before : now;

/** A file that is missing or damaged is one that holds nothing: all of it can be had again. */
async function readKept(file: string): Promise<Kept> {
  try {
    const { speed, counts } = JSON.parse(await readFile(file, 'utf8')) as Partial<Kept>;
    const usable = speed && speed.rate > 0 && typeof speed.machine === 'string';
    return { speed: usable ? speed : undefined, counts: counts ?? {} };
  } catch {
    return { counts: {} };
  }
}
