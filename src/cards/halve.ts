import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { readSafetensors, writeSafetensors } from '@ddr-lab/weights/safetensors';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  halfAccuracy,
  halfChi,
  type HalfChi,
  type HalfChiOptions,
  isClassifier,
  keepsAccuracy,
  keepsChi,
} from '../analysis/half-precision';
import { halfOutputs, type HalfOutputs, isHelper, keepsOutputs } from '../analysis/half-outputs';
import { openTestSet } from '../analysis/test-set';
import { openSet, presentSets } from '../images/sets/open';
import { inHalfPrecision, type Network, saveNetwork } from '../networks/network';
import { totalIterations } from '../networks/network-name';
import { loadNetwork } from '../networks/load-network';
import { projectRoot } from '@ddr-lab/base/project';
import type { Evaluation } from '../training/recipe';
import type { HalfPrecisionRecord } from './record';

/** What `halve` takes. */
export interface HalveOptions extends Pick<HalfChiOptions, 'tsne' | 'signal'> {
  /** t-SNE runs of either precision; default 20. */
  readonly runs?: number;
  /** Sets that CHI is compared on; default the embedded scenes and, where there, `bsds500/val`. */
  readonly sets?: readonly ImageSet[];
  /** Labelled set that a classifier's accuracy is compared on; default its recipe's own. */
  readonly labelled?: ImageSet;
  readonly onProgress?: OnProgress;
}

/** What came of it. */
export interface Halved {
  /** `already`: it was in half precision before, and is left as it is. */
  readonly outcome: 'halved' | 'kept' | 'already';
  readonly comparison?: HalfPrecisionRecord;
}

/**
 * Stores a network's weights in half precision where that leaves its results alone (CHI: see `keepsChi`; accuracy of
 * classifiers: under 0.1 points; outputs of degraders and judges: under 1 % of their deviation), else leaves them as they are. Either way the weight file then records what was found.
 *
 * @throws InputError where the file is missing or no network, or a weight is beyond half precision.
 */
export async function halve(file: string, options: HalveOptions = {}): Promise<Halved> {
  const network = await loadNetwork(file);
  try {
    if (network.metadata.precision === 'F16') return { outcome: 'already' };
    const half = await inHalfPrecision(network);
    let comparison: HalfPrecisionRecord;
    try {
      comparison = await compare(network, half, options);
    } finally {
      half.model.dispose();
    }
    const fine =
      (comparison.chi ?? []).every(keepsChi) &&
      (comparison.outputs ?? []).every(keepsOutputs) &&
      (comparison.accuracy === undefined || keepsAccuracy(comparison.accuracy));
    const metadata = {
      ...network.metadata,
      precision: fine ? 'F16' : 'F32',
      halfPrecision: JSON.stringify(comparison),
    };
    await saveNetwork(file, { ...network, metadata }, { precision: fine ? 'F16' : 'F32' });
    return { outcome: fine ? 'halved' : 'kept', comparison };
  } finally {
    network.model.dispose();
  }
}

async function compare(
  network: Network,
  half: Network,
  { runs, sets, labelled, tsne, onProgress, signal }: HalveOptions,
): Promise<HalfPrecisionRecord> {
  if (isClassifier(network)) {
    const set = labelled ?? (await labelledSet(network));
    return { accuracy: await halfAccuracy(network, half, set, { onProgress, signal }) };
  }
  const images = sets ?? (await defaultSets());
  if (isHelper(network)) {
    const outputs: HalfOutputs[] = [];
    for (const set of images) outputs.push(await halfOutputs(network, half, set));
    return { outputs };
  }
  const chi: HalfChi[] = [];
  for (const [i, set] of images.entries()) {
    const part: OnProgress = ({ done, total }) =>
      onProgress?.({ done: i + done / total, total: images.length, note: set.name });
    chi.push(await halfChi(network, half, set, { runs, tsne, signal, onProgress: part }));
  }
  return { chi };
}

async function defaultSets(): Promise<ImageSet[]> {
  const scenes = await openSet('scenes', { count: 100 });
  const test = await openTestSet({ count: 100 });
  return test.name === scenes.name ? [scenes] : [scenes, test];
}

/** The set that a classifier's own training measured it on, or its stand-in. */
async function labelledSet({ metadata }: Network): Promise<ImageSet> {
  const { evaluation } = JSON.parse(metadata.recipe ?? '{}') as { evaluation?: Evaluation };
  const {
    set = 'cifar10/test',
    fallback = 'scenes/objects',
    count = 10_000,
    fallbackCount = 1000,
  } = evaluation ?? {};
  return presentSets().includes(set)
    ? openSet(set, { count })
    : openSet(fallback, { count: evaluation ? (evaluation.fallbackCount ?? count) : fallbackCount });
}

/** What `keepSnapshots` takes. */
export interface KeepSnapshotsOptions {
  /** Where the training left them; default `.ddr/training/NAME/snapshots`. */
  readonly from?: string;
  /** Default `checkpoints/evolution/NAME`. */
  readonly to?: string;
}

/**
 * Copies a training's snapshots to where `snapshots` finds them, in half precision and without the log so far (the
 * finished network's log has it all), named by all the iterations behind them. Returns the files.
 *
 * @throws InputError where the training left none.
 */
export async function keepSnapshots(name: string, options: KeepSnapshotsOptions = {}): Promise<string[]> {
  const {
    from = path.join(projectRoot, '.ddr/training', name, 'snapshots'),
    to = path.join(projectRoot, 'checkpoints/evolution', name),
  } = options;
  const found = (await readdir(from).catch(() => [] as string[])).filter((file) =>
    /^\d+\.safetensors$/.test(file),
  );
  if (found.length === 0) {
    throw new InputError(`${from}: holds no snapshot. \`ddr train ${name}\` leaves them there.`);
  }
  const written: string[] = [];
  for (const file of found.sort()) {
    const { tensors, metadata } = await readSafetensors(path.join(from, file));
    const rest = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'log'));
    const iterations = String(totalIterations(metadata)).padStart(7, '0');
    const target = path.join(to, `${iterations}.safetensors`);
    await writeSafetensors(target, { tensors, metadata: { ...rest, precision: 'F16' } }, 'F16');
    written.push(target);
  }
  return written;
}
