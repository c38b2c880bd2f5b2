import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledDevice } from '@ddr-lab/engine/onnxruntime/device';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { threads } from '@ddr-lab/engine/onnxruntime/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { srresnet } from '../networks/architectures/srresnet/network';
import { projectRoot } from '@ddr-lab/base/project';
import { countNetwork, multiplyAdds, type CountNetwork, type MultiplyAdds } from '../training/task';
import { methodOf, type Recipe } from './methods';
import { findRecipe } from './recipes';
import { pixelObjective } from './pixel/method';

/** Multiply-adds of one iteration of a recipe, as its method counts them. */
export const stepCost = (recipe: Recipe, count: CountNetwork = countNetwork): Promise<number> =>
  methodOf(recipe).cost(recipe, count, (name) => findRecipe(name, recipe.profile).network);

/** How fast this machine trains. */
export interface TrainingSpeed {
  /** What computes: backend, threads, processor. */
  readonly machine: string;
  /** Multiply-adds a second. */
  readonly rate: number;
}

/** Names what computes here; speeds of others are not taken for its own. */
export async function computingMachine(): Promise<string> {
  const { name, adapter } = await useBackend();
  if (adapter !== undefined) return `${name}, ${adapter}`;
  const cores = computingCores() ?? os.availableParallelism();
  return `${name}, ${cores} threads, ${os.cpus()[0]?.model.trim() ?? os.arch()}`;
}

/** How many threads of this process compute; undefined where a GPU or a library of its own does. */
function computingCores(): number | undefined {
  switch (tf.getBackend()) {
    case 'onnxruntime':
      return compiledDevice().provider === 'cpu' ? threads() : undefined;
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
