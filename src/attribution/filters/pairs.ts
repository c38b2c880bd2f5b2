import { cropCentre, cropToMultiple } from '@ddr-lab/images/crop';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { subSeed } from '../../degradations/degradation';
import { type AnyDegradation, degrade } from '../../degradations/presets';
import type { DegradedPair } from './scores';

/** What `degradedPairs` takes. */
export interface DegradedPairsOptions {
  readonly degradation: AnyDegradation;
  /** How much smaller LR is; 1: as large, for networks that restore. */
  readonly scale: number;
  /** Larger HR images are cut to their middle of at most this side, in pixels; default 256. */
  readonly size?: number;
  /**
   * `bicubic` (default): MATLAB's, which this project's networks were trained on. `mean`: bilinear without antialiasing, at x2 the mean of 2 x 2 pixels:
   * what FAIG's published code makes, though its folders say bicubic.
   */
  readonly downsampling?: 'bicubic' | 'mean';
  /** Seed of noise; default 0. */
  readonly seed?: number;
}

/** HR images with their LR, clean and degraded. */
export async function degradedPairs(
  images: ImageSet,
  options: DegradedPairsOptions,
): Promise<DegradedPair[]> {
  const { degradation, scale, size = 256, downsampling = 'bicubic', seed = 0 } = options;
  const pairs: DegradedPair[] = [];
  for (let i = 0; i < images.count; i++) {
    const image = await images.read(i);
    const side = { height: Math.min(size, image.height), width: Math.min(size, image.width) };
    const original = cropToMultiple(cropCentre(image, side), scale);
    const clean = resize(original, {
      scale: 1 / scale,
      levels: 255,
      ...(downsampling === 'mean' ? { method: 'bilinear', antialias: false } : {}),
    });
    pairs.push({ original, clean, degraded: await degrade(clean, degradation, { seed: subSeed(seed, i) }) });
  }
  return pairs;
}
