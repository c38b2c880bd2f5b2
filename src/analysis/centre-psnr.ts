import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { psnr } from '../metrics/psnr';
import type { Runnable } from '../networks/tappable';
import { superResolve } from '../networks/super-resolve';

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
