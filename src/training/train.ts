import * as tf from '@tensorflow/tfjs-core';
import path from 'node:path';
import { version } from '../../package.json';
import { useBackend } from '../backend/backend';
import { InputError } from '../errors';
import { projectRoot } from '../images/data-root';
import type { ImageSet } from '../images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import { buildNetwork, readWeights, saveNetwork, writeWeights, type Network } from '../networks/network';
import type { OnProgress } from '../progress';
import { adam } from './adam';
import { clearCheckpoint, lockFolder, readCheckpoint, writeCheckpoint, type LogEntry } from './checkpoint';
import { bicubicPsnr, evaluatePsnr, evaluationPatches } from './evaluate';
import { patchSampler } from './patches';
import type { Recipe } from './recipe';
import { learningRate } from './schedule';

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
  const variables = variablesOf(network);
  const optimiser = adam(variables, recipe.adam);
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
    const moments = new Map([...checkpoint.tensors].filter(([key]) => key.includes('/adam.')));
    const weights = new Map([...checkpoint.tensors].filter(([key]) => !key.includes('/adam.')));
    writeWeights(network.model, weights);
    optimiser.restore(moments);
    ({ iteration, seconds } = checkpoint);
    log = [...checkpoint.log];
    losses = [...checkpoint.losses];
    onMessage(`going on from iteration ${iteration}`);
  }

  let since = Date.now();
  const save = async (): Promise<void> => {
    const tensors = new Map([...(await readWeights(network.model)), ...(await optimiser.state())]);
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
    const file = path.join(folder, 'snapshots', `${String(iteration).padStart(7, '0')}.safetensors`);
    await saveNetwork(file, { ...network, metadata: metadata() });
  };

  const { every } = recipe.evaluation;
  if (iteration === 0) await snapshot();
  while (iteration < recipe.iterations) {
    if (signal?.aborted) {
      await save();
      optimiser.dispose();
      network.model.dispose();
      throw signal.reason;
    }
    const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
    const batch = await sampler.batch(iteration);
    losses.push(step(recipe, network, variables, optimiser, batch, iteration, rate));
    iteration++;
    if (iteration % every === 0 || iteration === recipe.iterations) {
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
  optimiser.dispose();
  const output = options.output ?? path.join(projectRoot, 'checkpoints', `${recipe.name}.safetensors`);
  const finished = { ...network, metadata: metadata() };
  await saveNetwork(output, finished);
  return { network: finished, log, psnr: log.at(-1)!.psnr!, bicubic, output };
}

/** One iteration: loss and gradients of a batch, one step of Adam. Returns the loss. */
function step(
  recipe: Recipe,
  network: Network,
  variables: ReadonlyMap<string, tf.Variable>,
  optimiser: ReturnType<typeof adam>,
  batch: { lr: Float32Array; hr: Float32Array },
  iteration: number,
  rate: number,
): number {
  return tf.tidy(() => {
    const side = recipe.patch;
    const large = side * (recipe.network.scale ?? 4);
    const lr = tf.tensor4d(batch.lr, [recipe.batch, side, side, 3]);
    const hr = tf.tensor4d(batch.hr, [recipe.batch, large, large, 3]);
    const { value, grads } = tf.variableGrads(() => {
      const difference = tf.sub(network.model.apply(lr, { training: true }) as tf.Tensor, hr);
      return tf.mean(recipe.loss === 'l1' ? tf.abs(difference) : tf.square(difference)) as tf.Scalar;
    }, [...variables.values()]);
    const loss = value.dataSync()[0];
    if (!Number.isFinite(loss)) throw new Error(`The loss became ${loss} at iteration ${iteration}.`);
    optimiser.apply(grads, iteration, rate);
    return loss;
  });
}

/** The tfjs variables behind a model's trainable weights, by the weights' names. */
function variablesOf(network: Network): Map<string, tf.Variable> {
  return new Map(
    network.model.trainableWeights.map((weight) => [
      weight.originalName,
      // `read` gives the variable itself, though its type says tensor.
      weight.read() as unknown as tf.Variable,
    ]),
  );
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
