import type { OnProgress } from '@ddr-lab/base/progress';
import type { CheckedSettings } from './settings';

/** One progress over several calls. */
export interface Stages {
  /** The progress of the next call, which is `weight` of the whole; `note` stands before the call's own. */
  stage(weight: number, note: string): OnProgress;
}

/**
 * Joins the progress of several calls into one.
 *
 * @param total sum of all weights. Weights about as long as calls last make the time left come true.
 */
export function stages(onProgress: OnProgress | undefined, total: number): Stages {
  let before = 0;
  return {
    stage(weight, note) {
      const start = before;
      before += weight;
      return (progress) => {
        const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0;
        const notes = [note, progress.note].filter((text) => text !== undefined && text !== '');
        onProgress?.({ done: start + weight * share, total, note: notes.join(', ') });
      };
    },
  };
}

/** About how many seconds parts of an analysis take on an ordinary laptop. */
export interface Work {
  /** To read and shrink the images. */
  readonly images: number;
  /** One run of t-SNE; features and PCA of a layer count as one each. */
  readonly run: number;
  /** To measure one network's outputs. */
  readonly quality: number;
  readonly total: number;
}

/** The work of analysing these layers of these networks, and the pixels at each scale. */
export function estimateWork(
  networks: readonly { readonly scale: number | undefined }[],
  layers: readonly (readonly string[])[],
  scales: readonly number[],
  { count, degradations, runs, measured }: Omit<CheckedSettings, 'seed' | 'patch' | 'size' | 'metrics'>,
): Work {
  const images = 0.05 * count * scales.length;
  const run = 0.0015 * count * degradations.length;
  const quality = 0.3 * degradations.length * Math.min(measured, count);
  const analysed = layers.flat().length + scales.length;
  const measuredNetworks = networks.filter(({ scale }) => scale !== undefined).length;
  return { images, run, quality, total: images + analysed * (runs + 2) * run + measuredNetworks * quality };
}
