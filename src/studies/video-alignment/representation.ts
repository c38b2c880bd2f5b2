import type { OnProgress } from '@ddr-lab/base/progress';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { type Clip, centreOf } from '@ddr-lab/images/clip';
import type { AlignmentName } from '@ddr-lab/images/motion/align';
import type { MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import { standardise } from '@ddr-lab/projection/standardise';
import { PIXELS, pixelsNetwork } from '../../analysis/analyse';
import { analyseFeatures, type FeatureAnalysis } from '../../analysis/analyse-features';
import { degradeClip } from '../../degradations/clip';
import { subSeed } from '../../degradations/degradation';
import type { AnyDegradation } from '../../degradations/presets';
import { type FeatureView, seenBy, tap } from '../../features/tap';
import type { Network } from '../../networks/network';
import { alignedByTruth, lowClip } from './test-clips';

/** How one layer of a network holds degraded clips apart. */
export interface ClipAnalysis {
  readonly network: string;
  readonly layer: string;
  readonly view: FeatureView;
  readonly found: FeatureAnalysis;
}

/** Clips under several degradations, those of one degradation one behind the other. */
export interface DegradedClips {
  readonly degradations: readonly string[];
  readonly clips: readonly MovingClip[];
  /** LR frames, degraded and not aligned: all clips under the first degradation, then under the second ... */
  readonly low: readonly Clip[];
  readonly labels: Int32Array;
  readonly contents: Int32Array;
}

/** All frames of each clip degraded in the same way, noise drawn anew for each frame; default the paper's three. */
export async function degradedClips(
  clips: readonly MovingClip[],
  degradations: readonly AnyDegradation[] = ['clean', 'blur4', 'noise20'],
): Promise<DegradedClips> {
  const low: Clip[] = [];
  for (const degradation of degradations) {
    for (const [i, moving] of clips.entries()) {
      low.push(await degradeClip(lowClip(moving), degradation, { seed: subSeed(0, i) }));
    }
  }
  const labels = Int32Array.from(low, (_, i) => Math.floor(i / clips.length));
  return {
    degradations: degradations.map(String),
    clips,
    low,
    labels,
    contents: labels.map((_, i) => i % clips.length),
  };
}

/** What `clipAnalyses` takes. */
export interface ClipAnalysisOptions {
  /** How the network's frames are aligned, by their true motion and after they were degraded, so that degradations do not show in worse flow. */
  readonly alignment: AlignmentName;
  /** Runs of t-SNE; default 3. */
  readonly runs?: number;
  readonly onProgress?: OnProgress;
}

const views: readonly FeatureView[] = ['flattened', 'mean-deviation'];

/** Layers of a network analysed on degraded clips as `analyse` does it on images, flattened and by mean and deviation of each channel over frames and places. */
export async function clipAnalyses(
  name: string,
  network: Network,
  layers: readonly string[],
  degraded: DegradedClips,
  { alignment, runs = 3, onProgress }: ClipAnalysisOptions,
): Promise<ClipAnalysis[]> {
  const { clips } = degraded;
  const inputs = degraded.low.map((low, i) => alignedByTruth(low, clips[i % clips.length], alignment));
  const seen = await tap(network, layers, inputs, { onProgress });
  const rows: ClipAnalysis[] = [];
  for (const layer of layers) {
    const { shape } = network.model.getLayer(layer).output as { shape: (number | null)[] };
    rows.push(...(await bothViews(name, layer, seen[layer], shape[shape.length - 1]!, degraded, runs)));
  }
  return rows;
}

/** The same of the centre frames themselves: the control. */
export async function pixelAnalyses(
  degraded: DegradedClips,
  { runs = 3 }: { readonly runs?: number } = {},
): Promise<ClipAnalysis[]> {
  const control = pixelsNetwork();
  try {
    const centres = degraded.low.map((clip) => clip.frames[centreOf(clip)]);
    const { [PIXELS]: seen } = await tap(control, [PIXELS], centres);
    return await bothViews(PIXELS, PIXELS, seen, 3, degraded, runs);
  } finally {
    control.model.dispose();
  }
}

async function bothViews(
  network: string,
  layer: string,
  seen: Matrix<Float32Array>,
  channels: number,
  degraded: DegradedClips,
  runs: number,
): Promise<ClipAnalysis[]> {
  const rows: ClipAnalysis[] = [];
  for (const view of views) {
    const dims = [seen.rows, seen.columns / channels, channels];
    const X =
      view === 'flattened'
        ? seen
        : standardise(createMatrix(seen.rows, 2 * channels, seenBy(view, { data: seen.data, dims }).data));
    rows.push({ network, layer, view, found: await analyseFeatures(X, degraded, { runs }) });
  }
  return rows;
}

/** The analysis of a network's layer, or of the last one that was looked at. */
export function analysisOf(
  rows: readonly ClipAnalysis[],
  network: string,
  view: FeatureView = 'flattened',
): FeatureAnalysis {
  const own = rows.filter((row) => row.network === network && row.view === view);
  return own[own.length - 1].found;
}
