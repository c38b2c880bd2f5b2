import path from 'node:path';
import { version } from '../../package.json';
import { useBackend } from '../backend/backend';
import { InputError } from '../errors';
import { projectRoot } from '../images/data-root';
import type { ImageSet } from '../images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import { buildNetwork, readWeights, saveNetwork, writeWeights, type Network } from '../networks/network';
import type { OnProgress } from '../progress';
import { clearCheckpoint, lockFolder, readCheckpoint, writeCheckpoint, type LogEntry } from './checkpoint';
import { bicubicPsnr, evaluatePsnr, evaluationPatches } from './evaluate';
import { patchSampler } from './data/pairs';
import type { Recipe } from './recipe';
import { learningRate } from './schedule';
import { trainingStep } from './step';

/** What `train` takes besides the recipe. */
export interface TrainOptions {
  /** Folder of checkpoints and snapshots; default `.ddr/training/NAME` in the project. */
  readonly folder?: string;
  /** Where the finished weights go; default `checkpoints/NAME.safetensors` in the project. */
  readonly output?: string;
  /** Go on from the last checkpoint where there is one (default); `false` starts anew. */
  readonly resume?: boolean;
  readonly onProgress?: OnProgress;
  /** Told each log line and each remark (such as that scenes stand in for missing data). */
  readonly onMessage?: (message: string) => void;
  /** Stops after the iteration under way, with a checkpoint; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A finished training. */
export interface Training {
  readonly network: Network;
  readonly log: readonly LogEntry[];
  /** Mean PSNR in dB on the evaluation patches, and plain bicubic's. */
  readonly psnr: number;
  readonly bicubic: number;
  readonly output: string;
}

/**
 * Trains a recipe to its end and writes its weights. Killed at any moment, it goes on from its last
 * checkpoint when called again, to the same weights as if it had never stopped (on the same backend).
 *
 * @throws InputError when the checkpoint belongs to another recipe, the data is missing, the folder is in use.
 */
export async function train(recipe: Recipe, options: TrainOptions = {}): Promise<Training> {
  const folder = options.folder ?? path.join(projectRoot, '.ddr/training', recipe.name);
  if (options.resume === false) await clearCheckpoint(folder);
  const unlock = await lockFolder(folder);
  try {
    return await run(recipe, folder, options);
  } finally {
    await unlock();
  }
}

async function run(recipe: Recipe, folder: string, options: TrainOptions): Promise<Training> {
  const { onProgress, onMessage = () => undefined, signal } = options;
  const { name: backend } = await useBackend();
  const { images, evaluation } = await openData(recipe, onMessage);
  const network = await buildNetwork(recipe.network);
  const scale = recipe.network.scale ?? 4;
  const sampler = patchSampler(images, {
    patch: recipe.patch,
    batch: recipe.batch,
    scale,
    seed: recipe.seed,
  });
  const patches = await evaluationPatches(evaluation, { count: recipe.evaluation.count, scale });
  const bicubic = bicubicPsnr(patches);
  const identity = JSON.stringify({ recipe, data: images.name, backend });

  let log: LogEntry[] = [];
  let losses: number[] = [];
  let seconds = 0;
  let iteration = 0;
  const checkpoint = await readCheckpoint(folder);
  if (checkpoint) {
    if (checkpoint.recipe !== identity) {
      throw new InputError(
        `${folder}: its checkpoint was made with another recipe, data set or backend. Start anew with --restart, or name another folder.`,
      );
    }
    const weights = new Map([...checkpoint.tensors].filter(([key]) => !key.includes('/adam.')));
    writeWeights(network.model, weights);
    ({ iteration, seconds } = checkpoint);
    log = [...checkpoint.log];
    losses = [...checkpoint.losses];
    onMessage(`going on from iteration ${iteration}`);
  }
  const step = trainingStep(recipe, network);
  if (checkpoint) {
    step.restore(new Map([...checkpoint.tensors].filter(([key]) => key.includes('/adam.'))));
  }

  let since = Date.now();
  const save = async (): Promise<void> => {
    step.sync();
    const tensors = new Map([...(await readWeights(network.model)), ...(await step.state())]);
    seconds += (Date.now() - since) / 1000;
    since = Date.now();
    await writeCheckpoint(folder, { iteration, tensors, log, losses, seconds, recipe: identity });
  };
  const metadata = (): Record<string, string> => ({
    recipe: JSON.stringify(recipe),
    seed: String(recipe.seed),
    data: `${images.name} (${images.count} images)`,
    iterations: String(iteration),
    psnr: String(log.filter((entry) => entry.psnr !== undefined).at(-1)?.psnr ?? ''),
    bicubicPsnr: String(bicubic),
    evaluation: `${patches.hr.length} centre patches of ${evaluation.name}`,
    seconds: String(Math.round(seconds + (Date.now() - since) / 1000)),
    backend,
    version,
    log: JSON.stringify(log),
  });
  const snapshot = async (): Promise<void> => {
    if (!recipe.snapshots.includes(iteration)) return;
    step.sync();
    const file = path.join(folder, 'snapshots', `${String(iteration).padStart(7, '0')}.safetensors`);
    await saveNetwork(file, { ...network, metadata: metadata() });
  };

  const { every } = recipe.evaluation;
  if (iteration === 0) await snapshot();
  while (iteration < recipe.iterations) {
    if (signal?.aborted) {
      await save();
      step.dispose();
      network.model.dispose();
      throw signal.reason;
    }
    const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
    const batch = await sampler.batch(iteration);
    const loss = step.run(batch, iteration, rate);
    if (!Number.isFinite(loss)) throw new Error(`The loss became ${loss} at iteration ${iteration}.`);
    losses.push(loss);
    iteration++;
    if (iteration % every === 0 || iteration === recipe.iterations) {
      step.sync();
      const psnr = await evaluatePsnr(network.model, patches);
      const loss = losses.reduce((a, b) => a + b, 0) / losses.length;
      log.push({ iteration, loss, psnr });
      losses = [];
      onMessage(
        `iteration ${iteration}: loss ${loss.toFixed(5)}, PSNR ${psnr.toFixed(2)} dB (bicubic ${bicubic.toFixed(2)})`,
      );
    }
    await snapshot();
    if (iteration % recipe.checkpointEvery === 0 || iteration === recipe.iterations) await save();
    onProgress?.({
      done: iteration,
      total: recipe.iterations,
      note: `loss ${losses.at(-1)?.toFixed(4) ?? ''} PSNR ${log.at(-1)?.psnr?.toFixed(2) ?? '-'}`,
    });
  }
  step.dispose();
  const output = options.output ?? path.join(projectRoot, 'checkpoints', `${recipe.name}.safetensors`);
  const finished = { ...network, metadata: metadata() };
  await saveNetwork(output, finished);
  return { network: finished, log, psnr: log.at(-1)!.psnr!, bicubic, output };
}

async function openData(
  recipe: Recipe,
  onMessage: (message: string) => void,
): Promise<{ images: ImageSet; evaluation: ImageSet }> {
  const present = presentSets();
  const { train: wanted, fallback } = recipe.data;
  const source = present.includes(wanted.set) ? wanted : fallback;
  if (source !== wanted) onMessage(`${wanted.set} is not here: training on ${fallback.set} instead`);
  const { set, fallback: drawn, count } = recipe.evaluation;
  const evaluation = present.includes(set)
    ? await openSet(set, { count })
    : await openSet(drawn, { count, size: 128 });
  return { images: await openSet(source.set, source), evaluation };
}
