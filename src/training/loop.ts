import os from 'node:os';
import path from 'node:path';
import { version } from '../../package.json';
import { useBackend } from '@ddr-lab/engine/backend';
import { threads } from '@ddr-lab/engine/onnxruntime/runtime';
import { InputError } from '@ddr-lab/base/errors';
import { saveNetwork, type Network } from '../networks/network';
import type { OnProgress } from '@ddr-lab/base/progress';
import {
  clearCheckpoint,
  lockFolder,
  readCheckpoint,
  writeCheckpoint,
  type LogEntry,
  finishedFile,
  finishedNetwork,
  folderOf,
  outputOf,
} from './places';
import { addLogLine, beginLog } from './log-lines';
import { meanValues } from './evaluate';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import { totalIterations } from '../networks/network-name';
import type { Method, Task, Values } from './task';
import type { RecipeBase } from './recipe';
import { currentSignal } from '@ddr-lab/base/signal';

/** What `train` takes besides the recipe. */
export interface TrainOptions {
  /** Folder of checkpoints, snapshots and `log.jsonl`; default `.ddr/training/NAME` in the project. */
  readonly folder?: string;
  /** Where the finished weights go; default `checkpoints/NAME.safetensors` in the project. */
  readonly output?: string;
  /** Folder of the networks that a recipe begins with; default where `train` puts those of its profile. */
  readonly checkpoints?: string;
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
  /** What was measured at the end: `psnr` and `bicubic` in dB, or `accuracy` from 0 to 1. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly output: string;
}

/**
 * Trains a recipe by its method to its end and writes its weights. Killed at any moment, it goes on from its last
 * checkpoint when called again, to the same weights as if it had never stopped (on the same backend).
 *
 * @throws InputError when the checkpoint belongs to another recipe, the data or a network to begin with is
 * missing, the folder is in use.
 */
export async function trainBy<R extends RecipeBase>(
  method: Method<R>,
  recipe: R,
  options: TrainOptions = {},
): Promise<Training> {
  const folder = options.folder ?? folderOf(recipe);
  const unlock = await lockFolder(folder);
  try {
    if (options.resume === false) await clearCheckpoint(folder);
    return await run(method, recipe, folder, options);
  } finally {
    unlock();
  }
}

async function run<R extends RecipeBase>(
  method: Method<R>,
  recipe: R,
  folder: string,
  options: TrainOptions,
): Promise<Training> {
  const { onProgress, onMessage = () => undefined, signal = currentSignal() } = options;
  const { name: backend } = await useBackend();
  const task = await method.open(recipe, {
    onMessage,
    finished: (name) => finishedNetwork(name, recipe, options.checkpoints),
    onProgress,
    signal,
  });
  const identity = JSON.stringify({ recipe, data: task.data, backend });

  let log: LogEntry[] = [];
  let losses: Values[] = [];
  let seconds = 0;
  let iteration = 0;
  const checkpoint = await readCheckpoint(folder);
  if (checkpoint) {
    if (checkpoint.recipe !== identity) {
      throw new InputError(
        `${folder}: its checkpoint was made with another recipe, data set or backend. Start anew with --restart, or name another folder.`,
      );
    }
    task.restore(checkpoint.tensors);
    ({ iteration, seconds } = checkpoint);
    log = [...checkpoint.log];
    losses = [...checkpoint.losses];
    onMessage(`going on from iteration ${iteration}`);
  }

  await beginLog(folder, iteration);

  const before = await iterationsBefore(recipe, options.checkpoints);
  let since = Date.now();
  const save = async (): Promise<void> => {
    seconds += (Date.now() - since) / 1000;
    since = Date.now();
    await writeCheckpoint(folder, {
      iteration,
      tensors: task.state(),
      log,
      losses,
      seconds,
      recipe: identity,
    });
  };
  const metadata = (): Record<string, string> => ({
    recipe: JSON.stringify(recipe),
    seed: String(recipe.seed),
    data: task.data,
    iterations: String(iteration),
    ...(before > 0 ? { before: String(before) } : {}),
    metrics: JSON.stringify(log.at(-1)?.metrics ?? {}),
    evaluation: task.evaluation,
    seconds: String(Math.round(seconds + (Date.now() - since) / 1000)),
    backend,
    machine: `${os.availableParallelism()} cores (${os.arch()}), ${threads()} of them computing`,
    version,
    log: JSON.stringify(log),
  });
  const snapshot = async (): Promise<void> => {
    if (!recipe.snapshots.includes(iteration)) return;
    task.sync();
    const file = path.join(folder, 'snapshots', `${String(iteration).padStart(7, '0')}.safetensors`);
    await saveNetwork(file, { ...task.network, metadata: metadata() });
  };

  const { every } = recipe.evaluation;
  if (iteration === 0) await snapshot();
  while (iteration < recipe.iterations) {
    if (signal?.aborted) {
      await save();
      task.dispose();
      task.network.model.dispose();
      throw signal.reason;
    }
    const values = await task.step(iteration);
    if (!Number.isFinite(values.total)) {
      throw new Error(
        `${recipe.name}: the loss became ${values.total} at iteration ${iteration}. Lower the learning rate of the recipe.`,
      );
    }
    losses.push(values);
    iteration++;
    const done = iteration === recipe.iterations;
    if (iteration % every === 0 || done) {
      log.push({ iteration, losses: meanValues(losses), metrics: await task.evaluate() });
      losses = [];
      await addLogLine(folder, recipe, log.at(-1)!, seconds + (Date.now() - since) / 1000);
      onMessage(logLine(log.at(-1)!));
    }
    await snapshot();
    if (iteration % recipe.checkpointEvery === 0 || done) await save();
    onProgress?.({ done: iteration, total: recipe.iterations, note: progressNote(values, log.at(-1)) });
  }
  return finish(task, { log, metadata: metadata(), output: options.output ?? outputOf(recipe) });
}

/** How many iterations the network had behind it that this training begins with; 0 for a fresh one. */
async function iterationsBefore(recipe: RecipeBase, folder?: string): Promise<number> {
  const { start } = recipe as { readonly start?: string };
  if (start === undefined) return 0;
  const { metadata } = await readSafetensors(finishedFile(start, recipe, folder));
  return totalIterations(metadata);
}

async function finish(
  task: Task,
  { log, metadata, output }: { log: readonly LogEntry[]; metadata: Record<string, string>; output: string },
): Promise<Training> {
  task.sync();
  task.dispose();
  const network = { ...task.network, metadata };
  await saveNetwork(output, network);
  return { network, log, metrics: log.at(-1)!.metrics, output };
}

/** `iteration 256: total 0.03540, psnr 24.59, bicubic 23.48`. */
function logLine({ iteration, losses, metrics }: LogEntry): string {
  const parts = [
    ...Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(5)}`),
    ...Object.entries(metrics).map(
      ([name, value]) => `${name} ${value.toFixed(name === 'accuracy' ? 4 : 2)}`,
    ),
  ];
  return `iteration ${iteration}: ${parts.join(', ')}`;
}

function progressNote({ total }: Values, entry: LogEntry | undefined): string {
  const [name, value] = Object.entries(entry?.metrics ?? {})[0] ?? [];
  const measured =
    name && value !== undefined ? ` ${name} ${value.toFixed(name === 'accuracy' ? 3 : 2)}` : '';
  return `loss ${total.toFixed(4)}${measured}`;
}
