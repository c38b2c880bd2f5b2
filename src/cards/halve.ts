import { isClassifier } from '../analysis/accuracy';
import {
  halfAccuracy,
  halfChi,
  keepsAccuracy,
  keepsChi,
  type HalfChi,
  type HalfChiOptions,
} from '../analysis/half-precision';
import { openTestSet } from '../analysis/test-set';
import type { ImageSet } from '../images/image-set';
import { openSet, presentSets } from '../images/sets/open';
import { loadNetwork } from '../networks/load-network';
import { saveNetwork, type Network } from '../networks/network';
import { inHalfPrecision } from '../networks/weights/half-precision';
import type { OnProgress } from '@ddr-lab/base/progress';
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
 * classifiers: under 0.1 points), else leaves them as they are. Either way the weight file then records what was found.
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
