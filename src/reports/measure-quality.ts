import { shrink } from '../analysis/low-resolution';
import { degradationName } from '../degradations/names';
import { degradeAll, type AnyDegradation } from '../degradations/presets';
import { cropToMultiple } from '../images/crop';
import { mapSamples, type Image } from '../images/image';
import { psnr } from '../metrics/psnr';
import { ssim } from '../metrics/ssim';
import type { ImportedNetwork } from '../networks/import/import-network';
import { superResolve } from '../networks/super-resolve';
import type { OnProgress } from '../progress';
import type { ImageQuality, QualityReport } from './report';
import { enlarge } from './scaling';
import { currentSignal } from '../signal';

/** What `measureQuality` takes. */
export interface QualityOptions {
  readonly scale: number;
  readonly degradations: readonly AnyDegradation[];
  /** Seed of noise. */
  readonly seed: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * What a network makes of images under each degradation, beside bicubic enlargement, by the field's protocol: images shrunk by
 * the scale and degraded, outputs rounded to 8 bits, compared with the original on the luma of BT.601 with `scale` pixels cut off along
 * each border.
 */
export async function measureQuality(
  network: ImportedNetwork,
  images: readonly Image[],
  { scale, degradations, seed, onProgress, signal = currentSignal() }: QualityOptions,
): Promise<QualityReport[]> {
  const lr = images.map((image) => shrink(image, scale));
  const reports: QualityReport[] = [];
  for (const [k, degradation] of degradations.entries()) {
    const inputs = await degradeAll(lr, degradation, { seed, signal });
    const name = degradationName(degradation);
    const ours: Sample[] = [];
    const bicubic: Sample[] = [];
    for (const [i, input] of inputs.entries()) {
      signal?.throwIfAborted();
      const original = cropToMultiple(images[i], scale);
      ours.push(compare(await superResolve(network, input, { signal }), original, scale));
      bicubic.push(compare(enlarge(input, original), original, scale));
      const done = k * images.length + i + 1;
      onProgress?.({ done, total: degradations.length * images.length, note: name });
    }
    reports.push({ degradation: name, images: images.length, network: mean(ours), bicubic: mean(bicubic) });
  }
  return reports;
}

interface Sample {
  readonly psnr: number;
  readonly ssim: number;
}

function compare(output: Image, original: Image, border: number): Sample {
  const rounded = mapSamples(output, (value) => Math.round(value * 255) / 255);
  const options = { channel: 'y', border } as const;
  return { psnr: psnr(rounded, original, options), ssim: ssim(rounded, original, options) };
}

function mean(samples: readonly Sample[]): ImageQuality {
  const of = (name: keyof Sample): number =>
    samples.reduce((sum, sample) => sum + sample[name], 0) / samples.length;
  const decibels = of('psnr');
  return { psnr: Number.isFinite(decibels) ? decibels : null, ssim: of('ssim') };
}
