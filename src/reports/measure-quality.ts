import { imageQuality, meanQuality, type Quality } from '../analysis/quality';
import { shrink } from '../analysis/low-resolution';
import { type AnyDegradation, degradationName, degradeAll } from '../degradations/presets';
import { cropToMultiple } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { OwnMetric } from '../metrics/metric';
import type { ImportedNetwork } from '../networks/import/import-network';
import { superResolve } from '../networks/super-resolve';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { ImageQuality, QualityReport } from './report';
import { enlarge } from './scaling';
import { currentSignal } from '@ddr-lab/base/signal';

/** What `measureQuality` takes. */
export interface QualityOptions {
  readonly scale: number;
  readonly degradations: readonly AnyDegradation[];
  /** Measures besides the usual ones, checked. */
  readonly metrics: readonly OwnMetric[];
  /** Seed of noise. */
  readonly seed: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * What a network makes of images under each degradation, beside bicubic enlargement, by the field's protocol: images shrunk by
 * the scale and degraded, outputs rounded to 8 bits, compared with the original on the luma of BT.601 with `scale` pixels cut off along
 * each border. Metrics of one's own see the same pixels in RGB.
 */
export async function measureQuality(
  network: ImportedNetwork,
  images: readonly Image[],
  { scale, degradations, metrics, seed, onProgress, signal = currentSignal() }: QualityOptions,
): Promise<QualityReport[]> {
  const lr = images.map((image) => shrink(image, scale));
  const against = { border: scale, metrics };
  const reports: QualityReport[] = [];
  for (const [k, degradation] of degradations.entries()) {
    const inputs = await degradeAll(lr, degradation, { seed, signal });
    const name = degradationName(degradation);
    const ours: Quality[] = [];
    const bicubic: Quality[] = [];
    for (const [i, input] of inputs.entries()) {
      signal?.throwIfAborted();
      const original = cropToMultiple(images[i], scale);
      ours.push(await imageQuality(await superResolve(network, input, { signal }), original, against));
      bicubic.push(await imageQuality(enlarge(input, original), original, against));
      const done = k * images.length + i + 1;
      onProgress?.({ done, total: degradations.length * images.length, note: name });
    }
    reports.push({ degradation: name, images: images.length, network: plain(ours), bicubic: plain(bicubic) });
  }
  return reports;
}

/** Means; `null` where they are infinite, which JSON cannot write. */
function plain(samples: readonly Quality[]): ImageQuality {
  const means = meanQuality(samples);
  const own = Object.entries(means).map(
    ([name, value]) => [name, Number.isFinite(value) ? value : null] as const,
  );
  return Object.fromEntries(own) as unknown as ImageQuality;
}
