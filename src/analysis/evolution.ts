import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { psnr } from '../metrics/psnr';
import { totalIterations } from '../networks/network-name';
import { loadNetwork } from '../networks/load-network';
import { buildNetwork, type Network, type NetworkSpec } from '../networks/network';
import { superResolve } from '../networks/super-resolve';
import type { Runnable } from '../networks/tappable';
import { shippedOrOwn } from '@ddr-lab/base/project';
import { checkpointFile } from './checkpoint';
import { chiRow, type ChiRow, type ChiRowOptions } from './chi';
import { scaleOf } from './quality';

/** An HR patch and its LR patch. */
export interface CentrePatch {
  readonly hr: Image;
  readonly lr: Image;
}

/** What `centrePatches` takes. */
export interface CentrePatchOptions {
  /** How many images, from the first; default 100. */
  readonly count?: number;
  /** Downscaling factor; default 4. */
  readonly scale?: number;
}

/** The middle of each image: LR patches of 32 x 32 pixels, shrunk from the HR patch, as a training's log has them. */
export async function centrePatches(
  images: ImageSet,
  options: CentrePatchOptions = {},
): Promise<CentrePatch[]> {
  const { count = 100, scale = 4 } = options;
  const patches: CentrePatch[] = [];
  for (let i = 0; i < Math.min(count, images.count); i++) {
    const hr = cropCentre(await images.read(i), 32 * scale);
    patches.push({ hr, lr: resize(hr, { scale: 1 / scale, levels: 255 }) });
  }
  return patches;
}

/** Mean PSNR in dB over patches (RGB, no border cut off, output clipped but not rounded). */
export async function centrePsnr(network: Runnable, patches: readonly CentrePatch[]): Promise<number> {
  let sum = 0;
  for (const { hr, lr } of patches) sum += psnr(await superResolve(network, lr), hr);
  return sum / patches.length;
}

/** What `overSnapshots` takes. */
export interface OverSnapshotsOptions {
  /** Called before each snapshot with its iteration, and once at the end. */
  readonly onProgress?: OnProgress;
  /** Default `currentSignal()`; asked before each snapshot. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the snapshots of a training one after the other, looks at each and closes it again, so that one network at a time is in memory.
 *
 * @param look what is made of a snapshot; `before`: what was made of those before it.
 * @returns what `look` gave, in order.
 */
export async function overSnapshots<Seen>(
  moments: readonly Snapshot[],
  look: (network: Network, moment: Snapshot, before: readonly Seen[]) => Promise<Seen>,
  { onProgress, signal = currentSignal() }: OverSnapshotsOptions = {},
): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const [i, moment] of moments.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done: i, total: moments.length, note: `iteration ${moment.iteration}` });
    const network = await (moment.untrained ? buildNetwork(moment.untrained) : loadNetwork(moment.file));
    try {
      seen.push(await look(network, moment, seen));
    } finally {
      network.model.dispose();
    }
  }
  onProgress?.({ done: moments.length, total: moments.length });
  return seen;
}

/** The weights of a network at one moment of its training. */
export interface Snapshot {
  readonly iteration: number;
  /** Where they are; of the untrained network, the finished one's. */
  readonly file: string;
  /** The network as its recipe draws it, at iteration 0: no file is needed for that. */
  readonly untrained?: NetworkSpec;
}

/** Where the snapshots of a recipe are: the reader's own, else those that ship. */
const snapshotFolder = (name: string): string => shippedOrOwn('checkpoints/evolution', name);

/**
 * The snapshots of a training, in order: the untrained network where the recipe keeps iteration 0, those in `checkpoints/evolution/NAME`, then the finished network. Where it began
 * with a network that was trained by the same method (`srresnet-wgr` with `srresnet-wgr-short`), that one's come first.
 *
 * @throws InputError where there is none.
 */
export async function snapshots(
  name: string,
  options: { folder?: string; finished?: string } = {},
): Promise<Snapshot[]> {
  const { folder = snapshotFolder(name), finished = checkpointFile(name) } = options;
  const found = await trainingOf(folder, finished);
  // The finished network alone is no course.
  if (found.every(({ file }) => file === finished)) {
    throw new InputError(`${folder}: holds no snapshot. \`ddr halve ${name} --snapshots\` puts them there.`);
  }
  return found;
}

async function trainingOf(folder: string, finished: string): Promise<Snapshot[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  const found = files
    .filter((file) => /^\d+\.safetensors$/.test(file))
    .map((file): Snapshot => ({ iteration: parseInt(file, 10), file: path.join(folder, file) }));
  if (existsSync(finished)) {
    const { metadata } = await readSafetensors(finished);
    const iteration = totalIterations(metadata);
    const { start, task, network, snapshots: kept } = recipeIn(metadata);
    if (found.length > 0 && network && kept?.includes(0) && found.every((moment) => moment.iteration > 0)) {
      found.push({ iteration: 0, file: finished, untrained: network });
    }
    if (start !== undefined && existsSync(checkpointFile(start))) {
      const before = (await readSafetensors(checkpointFile(start))).metadata;
      if (recipeIn(before).task === task) {
        found.push(...(await trainingOf(snapshotFolder(start), checkpointFile(start))));
      }
    }
    if (found.every((moment) => moment.iteration < iteration)) found.push({ iteration, file: finished });
  }
  return found.sort((a, b) => a.iteration - b.iteration);
}

/** What of a recipe says how its network began. */
interface Beginning {
  readonly start?: string;
  readonly task?: string;
  readonly network?: NetworkSpec;
  readonly snapshots?: readonly number[];
}

const recipeIn = ({ recipe }: Readonly<Record<string, string>>): Beginning =>
  JSON.parse(recipe ?? '{}') as Beginning;

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
  // All snapshots are of one network, and of its scale.
  let shown: { readonly scale: number; readonly patches: readonly CentrePatch[] } | undefined;
  return overSnapshots(
    moments,
    async (network, { iteration }) => {
      if (!shown) {
        const scale = options.scale ?? (await scaleOf(network));
        shown = { scale, patches: await centrePatches(images, { scale }) };
      }
      const { scale, patches } = shown;
      const chi = await chiRow(network, images, { ...chiOptions, scale });
      return { iteration, psnr: await centrePsnr(network, patches), chi };
    },
    { onProgress, signal: options.signal },
  );
}
