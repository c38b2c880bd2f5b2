import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { crop, cropCentre, cropToMultiple } from '@ddr-lab/images/crop';
import { type Image, mapSamples } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { columnBlurs, growinglyBlurred } from '../../degradations/growing-blur';
import { psnr } from '../../metrics/psnr';
import { superResolve } from '../../networks/super-resolve';
import type { Runnable } from '../../networks/tappable';
import { BICUBIC } from '../../analysis/restored-versions';

/** What `varyingRows` takes. */
export interface VaryingOptions {
  /** Blur at the left and the right edge, in HR pixels; default 0 and 4. */
  readonly blur?: readonly [left: number, right: number];
  /** Bands of columns; default 5. */
  readonly bands?: number;
  /** LR pixels of a band's side; default 16: the middle of an image must hold `bands` of them side by side at the networks' scale. */
  readonly band?: number;
  /** Default 4. */
  readonly scale?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What one network makes of a blur that grows from left to right. */
export interface VaryingRow {
  readonly network: string;
  /** PSNR of each band in dB, and of each image in it: `psnr[band][image]`. */
  readonly psnr: readonly (readonly number[])[];
}

/** The mean blur of each band, in HR pixels. */
export function bandBlurs({ blur = [0, 4], bands = 5, band = 16 }: VaryingOptions = {}): number[] {
  const columns = columnBlurs({ blur }, bands * band);
  return Array.from(
    { length: bands },
    (_, b) => columns.slice(b * band, (b + 1) * band).reduce((sum, value) => sum + value, 0) / band,
  );
}

/** PSNR in dB of each of equal bands of columns, on the luma; rows and columns within `border` of the image's edges are left out. */
export function bandPsnr(output: Image, hr: Image, bands: number, border: number): number[] {
  const rounded = mapSamples(output, (value) => Math.round(value * 255) / 255);
  const width = hr.width / bands;
  return Array.from({ length: bands }, (_, b) => {
    const left = Math.max(border, b * width);
    const right = Math.min(hr.width - border, (b + 1) * width);
    const part = (image: Image): Image =>
      crop(image, border, left, { height: hr.height - 2 * border, width: right - left });
    return psnr(part(rounded), part(hr), { channel: 'y' });
  });
}

/** An image whose blur grows from left to right, and its HR: the middle, as wide as all bands. */
export function varyingPair(
  image: Image,
  { blur = [0, 4], bands = 5, band = 16, scale = 4 }: VaryingOptions,
): { hr: Image; lr: Image } {
  const width = bands * band * scale;
  const wide = image.width >= width ? image : turned(image);
  const height = Math.min(wide.height, 2 * band * scale);
  const hr = cropToMultiple(cropCentre(wide, { height, width }), scale);
  return { hr, lr: growinglyBlurred(hr, { blur }, { scale }) };
}

/** Rows become columns: an upright photograph lies down. */
function turned({ height, width, data }: Image): Image {
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) out[3 * (x * height + y) + c] = data[3 * (y * width + x) + c];
  return { height: width, width: height, data: out };
}

/**
 * PSNR by column band of images whose blur grows from left to right. An encoder that averages over the image knows one blur of it; of networks
 * in `apart` each band is restored by itself, too (`NAME, band by band`), with half a band of the image on either side, so that it sees that of the band.
 */
export async function varyingRows(
  networks: Readonly<Record<string, Runnable>>,
  images: ImageSet,
  { apart = [], ...options }: VaryingOptions & { readonly apart?: readonly string[] } = {},
): Promise<VaryingRow[]> {
  const { bands = 5, band = 16, scale = 4, onProgress, signal = currentSignal() } = options;
  const restore: Record<string, (lr: Image) => Image | Promise<Image>> = {
    [BICUBIC]: (lr) => resize(lr, { height: scale * lr.height, width: scale * lr.width }),
  };
  for (const [name, network] of Object.entries(networks))
    restore[name] = (lr) => superResolve(network, lr, { signal });
  for (const name of apart)
    restore[`${name}, band by band`] = (lr) => bandByBand(restore[name], lr, { bands, band, scale });
  const found = Object.keys(restore).map((network) => ({
    network,
    psnr: Array.from({ length: bands }, () => [] as number[]),
  }));
  const pairs: { hr: Image; lr: Image }[] = [];
  for (let i = 0; i < images.count; i++) pairs.push(varyingPair(await images.read(i), options));
  const total = found.length * pairs.length;
  let done = 0;
  // Network by network, so that each is loaded once.
  for (const row of found) {
    for (const { hr, lr } of pairs) {
      signal?.throwIfAborted();
      const values = bandPsnr(await restore[row.network](lr), hr, bands, scale);
      values.forEach((value, b) => row.psnr[b].push(value));
      onProgress?.({ done: ++done, total, note: row.network });
    }
  }
  return found;
}

/** Each band restored with half a band on either side (a whole one on the inner side at the edges), put together. */
async function bandByBand(
  restore: (lr: Image) => Image | Promise<Image>,
  lr: Image,
  { bands, band, scale }: { readonly bands: number; readonly band: number; readonly scale: number },
): Promise<Image> {
  const side = Math.min(2 * band, lr.width);
  const output = { height: scale * lr.height, width: scale * lr.width };
  const data = new Float32Array(output.height * output.width * 3);
  for (let b = 0; b < bands; b++) {
    const left = Math.min(Math.max(0, b * band - (band >> 1)), lr.width - side);
    const part = await restore(crop(lr, 0, left, { height: lr.height, width: side }));
    const own = crop(part, 0, scale * (b * band - left), { height: output.height, width: scale * band });
    for (let y = 0; y < own.height; y++) {
      data.set(
        own.data.subarray(3 * y * own.width, 3 * (y + 1) * own.width),
        3 * (y * output.width + scale * b * band),
      );
    }
  }
  return { ...output, data };
}
