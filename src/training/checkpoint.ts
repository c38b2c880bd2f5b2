import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { tryAcquire } from '../../environment/lock';
import { InputError } from '@ddr-lab/base/errors';
import { readSafetensors, writeSafetensors } from '@ddr-lab/weights/safetensors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

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
