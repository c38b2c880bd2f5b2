import { tap } from '../../features/tap';
import { pixelFeatures } from '../../features/pixel-features';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { lastBlock } from '../../analysis/layers';
import { setDraws } from '../../analysis/analyse-features';
import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { aroundShare, overRuns, type Spread } from '../../metrics/spread';
import { drawsOf, resampledMean, type ImageDraws } from '../../metrics/image-draws';
import { psnr } from '../../metrics/psnr';
import { resampledShare } from '../../metrics/resampled-separation';
import { resampledVersionDistance, versionDistance } from '../../metrics/version-distance';
import { separation } from '../../metrics/separation';
import { squaredDistances } from '../../metrics/dispersion';
import type { Tappable } from '../../networks/tappable';
import { superResolve } from '../../networks/super-resolve';
import { standardise } from '@ddr-lab/projection/standardise';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';

/** What a network knows of one degradation, and what it does about it. */
export interface RestorationAndSeparationRow {
  readonly degradation: string;
  /** PSNR of the outputs against HR in dB (RGB), over the patches; `resampled`: its mean, had other images been drawn. */
  readonly psnr: Spread;
  /** Share of the variance (`Separation`) of this degradation against the first, in features averaged over the patch; 0 for the first. */
  readonly share: number;
  /** The same of the outputs: of the means and deviations of differences of neighbouring pixels. */
  readonly shareOfOutput: number;
  /** How far the outputs for the two versions of a patch lie apart (`versionDistance` of their pixels); 0 for the first. */
  readonly distanceOfOutput: number;
  /**
   * The shares (around themselves, `aroundShare`) and the distance, had other images been drawn: one value a redraw. The redraws are the
   * same for all networks on the same images. None for the first, and of fewer than five images.
   */
  readonly resampled?: {
    readonly share: readonly number[];
    readonly shareOfOutput: readonly number[];
    readonly distanceOfOutput: readonly number[];
  };
}

/** What `restorationAndSeparation` takes. */
export interface RestorationAndSeparationOptions {
  /** Where features are taken; default the last block. */
  readonly layer?: string;
  /** Output pixels cut off along the borders before PSNR, where a patch lacks its surroundings; default 16. */
  readonly border?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Holds what a network *does* about each degradation against how far its features and its outputs set that degradation apart (Sec. 5): does
 * a network that removes a degradation still tell it, and where do the degraded and the clean version of a patch become alike?
 *
 * @param sets the first degradation is the one that others are compared with (clean).
 * @param hr what each content should look like, by its number (`highResolutionPatches`).
 * @returns a row a degradation, in order.
 * @throws InputError where HR patches are not as many as contents.
 */
export async function restorationAndSeparation(
  network: Tappable,
  sets: DegradedSets,
  hr: readonly Image[],
  options: RestorationAndSeparationOptions = {},
): Promise<RestorationAndSeparationRow[]> {
  const { layer = lastBlock(network), border = 16, onProgress, signal = currentSignal() } = options;
  const { patches, labels, contents, degradations } = sets;
  const shown = new Set(contents).size;
  if (hr.length !== shown)
    throw new InputError(`${shown} contents need as many HR patches, not ${hr.length}.`);
  const total = 2 * patches.length;
  const tapped = await tap(network, [layer], patches, {
    view: 'mean-deviation',
    signal,
    onProgress: ({ done }) => onProgress?.({ done, total, note: layer }),
  });
  const outputs: Image[] = [];
  for (const patch of patches) {
    outputs.push(await superResolve(network, patch, { signal }));
    onProgress?.({ done: patches.length + outputs.length, total, note: 'outputs' });
  }
  const detail = pixelFeatures(outputs, { of: 'differences', view: 'mean-deviation' });
  const draws = setDraws(sets);
  const shareOfFeatures = pairShares(squaredDistances(standardise(tapped[layer])), sets, draws);
  const shareOfOutputs = pairShares(squaredDistances(standardise(detail)), sets, draws);
  const pixels = squaredDistances(pixelFeatures(outputs));
  return degradations.map((degradation, label) => {
    const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
    const quality = rows.map((row) => psnr(outputs[row], hr[contents[row]], { border }));
    const redrawn = draws && { resampled: resampledMean(quality, drawsOf(draws, rows)) };
    const row = { degradation, psnr: { ...overRuns(quality), ...redrawn } };
    if (label === 0) return { ...row, share: 0, shareOfOutput: 0, distanceOfOutput: 0 };
    const [features, output] = [shareOfFeatures(label), shareOfOutputs(label)];
    const resampled = draws && {
      share: features.resampled!,
      shareOfOutput: output.resampled!,
      distanceOfOutput: resampledVersionDistance(pixels, sets, [0, label], draws),
    };
    return {
      ...row,
      share: features.share,
      shareOfOutput: output.share,
      distanceOfOutput: versionDistance(pixels, sets, [0, label]),
      ...(resampled ? { resampled } : {}),
    };
  });
}

/** The share of a label against the first; with draws, with its redraws. */
function pairShares(
  squares: Matrix,
  { labels, contents }: DegradedSets,
  draws: ImageDraws | undefined,
): (label: number) => { readonly share: number; readonly resampled?: readonly number[] } {
  const { pairs } = separation(squares, labels, { contents, permutations: 0 });
  return (label) => {
    const { share } = pairs.find(({ labels: [first, second] }) => first === 0 && second === label)!;
    if (!draws) return { share };
    const drawn = resampledShare(squares, labels, draws, { contents, among: [0, label] });
    return { share, resampled: aroundShare(drawn, share) };
  };
}
