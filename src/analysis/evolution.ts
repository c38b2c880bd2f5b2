import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { projectRoot } from '../project';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { totalIterations } from '../networks/iterations';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { checkpointFile } from './checkpoint';
import { centrePatches, centrePsnr } from './centre-psnr';
import { chiRow, type ChiRow, type ChiRowOptions } from './chi';
import { overSnapshots } from './over-snapshots';

/** The weights of a network at one moment of its training. */
export interface Snapshot {
  readonly iteration: number;
  readonly file: string;
}

/** Where the snapshots of a recipe are kept, or would be. */
export const snapshotFolder = (name: string): string => path.join(projectRoot, 'checkpoints/evolution', name);

/**
 * The snapshots of a training, in order: those in `checkpoints/evolution/NAME`, then the finished network.
 *
 * @throws InputError where there is none.
 */
export async function snapshots(
  name: string,
  options: { folder?: string; finished?: string } = {},
): Promise<Snapshot[]> {
  const { folder = snapshotFolder(name), finished = checkpointFile(name) } = options;
  const files = await readdir(folder).catch(() => [] as string[]);
  const found = files
    .filter((file) => /^\d+\.safetensors$/.test(file))
    .map((file) => ({ iteration: parseInt(file, 10), file: path.join(folder, file) }))
    .sort((a, b) => a.iteration - b.iteration);
  if (found.length === 0) {
    throw new InputError(`${folder}: holds no snapshot. \`ddr halve ${name} --snapshots\` puts them there.`);
  }
  const last = existsSync(finished) ? await lastIteration(finished) : NaN;
  if (last > found.at(-1)!.iteration) found.push({ iteration: last, file: finished });
  return found;
}

async function lastIteration(file: string): Promise<number> {
  return totalIterations((await readSafetensors(file)).metadata);
}

/** What a network could do, and knew of degradations, at one moment of its training. */
export interface EvolutionRow {
  readonly iteration: number;
  /** Mean PSNR in dB over the centre patches, as the training's own log has it. */
  readonly psnr: number;
  readonly chi: ChiRow;
}

/**
 * PSNR and CHI at each snapshot of a training (the paper's Fig. 8), on the images of one set.
 *
 * PSNR is that of the training's log: RGB, over centre patches of 32 x 32 LR pixels.
 */
export async function evolution(
  moments: readonly Snapshot[],
  images: ImageSet,
  options: Omit<ChiRowOptions, 'onProgress'> & { onProgress?: OnProgress } = {},
): Promise<EvolutionRow[]> {
  const { onProgress, ...chiOptions } = options;
  const scale = options.scale ?? 4;
  const patches = await centrePatches(images, { scale });
  return overSnapshots(
    moments,
    async (network, { iteration }) => {
      const chi = await chiRow(network, images, chiOptions);
      return { iteration, psnr: await centrePsnr(network, patches), chi };
    },
    { onProgress, signal: options.signal },
  );
}
