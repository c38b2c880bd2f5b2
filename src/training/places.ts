import { InputError } from '@ddr-lab/base/errors';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NetworkKind } from '../networks/architectures/kind';
import { networkKinds, type NetworkSpec } from '../networks/architectures/spec';
import { loadNetwork } from '../networks/load-network';
import { type Network, readWeights, writeWeights } from '../networks/network';
import { projectRoot, shippedOrOwn } from '@ddr-lab/base/project';
import type { RecipeBase } from './recipe';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tryAcquire } from '../../environment/lock';
import { readSafetensors, writeSafetensors } from '@ddr-lab/weights/safetensors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

/** By what a network enlarges: 1 of kinds that restore at the size of their input; 4 where nothing is said, as in the paper. */
export function scaleOf(spec: NetworkSpec): number {
  const kind: NetworkKind = networkKinds[spec.kind];
  return kind.size === 'same' ? 1 : (('scale' in spec ? spec.scale : undefined) ?? 4);
}

/** `srresnet-wgr`, or `srresnet-wgr-paper`: each profile has its own checkpoints. */
const nameOf = ({ name, profile }: Pick<RecipeBase, 'name' | 'profile'>): string =>
  profile === 'compact' ? name : `${name}-${profile}`;

/** Where a training keeps its checkpoints and snapshots. */
export const folderOf = (recipe: Pick<RecipeBase, 'name' | 'profile'>): string =>
  path.join(projectRoot, '.ddr/training', nameOf(recipe));

/** Where the finished weights go: `checkpoints/` holds what the compact recipes make. */
export const outputOf = (recipe: Pick<RecipeBase, 'name' | 'profile'>): string =>
  path.join(
    projectRoot,
    recipe.profile === 'compact' ? 'checkpoints' : '.ddr/trained',
    `${nameOf(recipe)}.safetensors`,
  );

/**
 * The weight file of a finished network that a recipe needs: of the same profile, the reader's own or the one that ships;
 * or in `folder` where that is given.
 */
export function finishedFile(
  name: string,
  { profile }: Pick<RecipeBase, 'profile'>,
  folder?: string,
): string {
  if (folder !== undefined) return path.join(folder, `${name}.safetensors`);
  const own = outputOf({ name, profile });
  if (existsSync(own)) return own;
  const shipped = shippedOrOwn(path.relative(projectRoot, own));
  return existsSync(shipped) ? shipped : own;
}

/**
 * A finished network that a recipe needs: of the same profile, or from `folder` where that is given.
 *
 * @throws InputError naming the command that makes it, where it is not there.
 */
export function finishedNetwork(name: string, wantedBy: RecipeBase, folder?: string): Promise<Network> {
  const { profile } = wantedBy;
  const file = finishedFile(name, wantedBy, folder);
  if (!existsSync(file)) {
    const command = `ddr train ${name}${profile === 'compact' ? '' : ` --profile ${profile}`}`;
    throw new InputError(
      `${file}: not there, and ${wantedBy.name} begins with it. Train it first: \`${command}\`.`,
    );
  }
  return loadNetwork(file);
}

/**
 * Gives a network the weights of a finished one, all of them.
 *
 * @param whole `all` (default): the network has no others; `some`: what the finished one lacks stays as it is.
 * @throws InputError when they do not fit.
 */
export async function takeWeights(
  network: Network,
  start: Network,
  whole: 'all' | 'some' = 'all',
): Promise<void> {
  try {
    const given = await readWeights(start.model);
    writeWeights(
      network.model,
      whole === 'all' ? given : new Map([...(await readWeights(network.model)), ...given]),
    );
  } catch (error) {
    const made = start.metadata.recipe ? `the network that it starts from (${start.spec.kind})` : 'its start';
    throw new InputError(`${network.spec.kind}: cannot begin with ${made}: ${(error as Error).message}`);
  } finally {
    start.model.dispose();
  }
}

/** One line of the training's log: mean losses since the last line, and what was measured then. */
export interface LogEntry {
  readonly iteration: number;
  readonly losses: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** All that a training needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Iterations done. */
  readonly iteration: number;
  /** The state of the task: weights, and the optimisers' memory. */
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly log: readonly LogEntry[];
  /** Losses of each iteration since the log's last line. */
  readonly losses: readonly Readonly<Record<string, number>>[];
  /** Seconds spent so far, over all sittings. */
  readonly seconds: number;
  /** The recipe as it was, to refuse going on with another. */
  readonly recipe: string;
}

const file = (folder: string): string => path.join(folder, 'checkpoint.safetensors');

/** Writes a checkpoint, whole or not at all: tensors and records are one file, so they cannot disagree. */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { tensors, ...records } = checkpoint;
  await writeSafetensors(file(folder), { tensors, metadata: { checkpoint: JSON.stringify(records) } });
}

/** The checkpoint in `folder`, or nothing where there is none. */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const name = file(folder);
  if (!(await readFile(name).catch(() => undefined))) return undefined;
  const { tensors, metadata } = await readSafetensors(name);
  if (!metadata.checkpoint)
    throw new InputError(`${name}: no checkpoint of ddr-lab; delete it to start anew.`);
  return { ...(JSON.parse(metadata.checkpoint) as Omit<Checkpoint, 'tensors'>), tensors };
}

/** Deletes what an earlier training of the same name left, but for the lock of who asks for it. */
export async function clearCheckpoint(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(lockName)) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/** Another live process trains in the folder. */
export class FolderInUse extends InputError {}

const lockName = 'lock';

/**
 * Takes the training folder for this process, so that two trainings of one recipe do not write over each
 * other, not even when they start at the same moment. A lock whose process has died (kill -9) is taken over, also where
 * its number belongs to another process by now.
 *
 * @returns a function that gives the folder back.
 * @throws FolderInUse when another live process, or another training of this one, has it.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const { lock, holder } = await tryAcquire(path.join(folder, lockName)).catch((error: Error) => {
    throw new InputError(`${folder}: cannot be written (${error.message}).`);
  });
  if (!lock) throw new FolderInUse(`${folder}: process ${holder} is training there already.`);
  return () => lock.release();
}
