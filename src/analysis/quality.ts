import { cropToMultiple } from '../images/crop';
import { createImage, mapSamples, type Image } from '../images/image';
import type { ImageSet } from '../images/image-set';
import { resize } from '../images/resize';
import { psnr } from '../metrics/psnr';
import { ssim } from '../metrics/ssim';
import { superResolve } from '../networks/super-resolve';
import type { Runnable } from '../networks/tappable';
import type { OnProgress } from '../progress';
import { currentSignal } from '../signal';

/** PSNR in dB and SSIM, each the mean over the images of a set. */
export interface Quality {
  readonly psnr: number;
  readonly ssim: number;
}

/** What a network makes of a set, and what plain bicubic upsampling does. */
export interface QualityRow {
  readonly set: string;
  readonly images: number;
  readonly scale: number;
  readonly network: Quality;
  readonly bicubic: Quality;
}

/** What `qualityRow` takes. */
export interface QualityRowOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Mean PSNR and SSIM of a super-resolution network and of bicubic over whole images, by the field's protocol: HR
 * cropped to a multiple of the scale, LR by MATLAB's bicubic, outputs rounded to 8 bits, compared on the luma of
 * BT.601 with `scale` pixels cut off along each border.
 */
export async function qualityRow(
  network: Runnable,
  set: ImageSet,
  options: QualityRowOptions = {},
): Promise<QualityRow> {
  const { onProgress, signal = currentSignal() } = options;
  const scale = await scaleOf(network);
  const ours: Quality[] = [];
  const bicubic: Quality[] = [];
  for (let i = 0; i < set.count; i++) {
    signal?.throwIfAborted();
    const hr = cropToMultiple(await set.read(i), scale);
    const lr = resize(hr, { scale: 1 / scale, levels: 255 });
    ours.push(quality(await superResolve(network, lr, { signal }), hr, scale));
    const { height, width } = hr;
    bicubic.push(quality(resize(lr, { height, width, levels: 255 }), hr, scale));
    onProgress?.({ done: i + 1, total: set.count, note: set.name });
  }
  return { set: set.name, images: set.count, scale, network: mean(ours), bicubic: mean(bicubic) };
}

/** The factor by which a network enlarges, found by trying. */
export async function scaleOf(network: Runnable): Promise<number> {
  const { height } = await superResolve(network, createImage(16, 16));
  return height / 16;
}

function quality(output: Image, hr: Image, scale: number): Quality {
  const rounded = mapSamples(output, (value) => Math.round(value * 255) / 255);
  const options = { channel: 'y', border: scale } as const;
  return { psnr: psnr(rounded, hr, options), ssim: ssim(rounded, hr, options) };
}

function mean(values: readonly Quality[]): Quality {
  const of = (name: keyof Quality): number =>
    values.reduce((sum, value) => sum + value[name], 0) / values.length;
  return { psnr: of('psnr'), ssim: of('ssim') };
}
