import sharp from 'sharp';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { toBytes } from '@ddr-lab/images/io';
import type { PatchSheet } from '@ddr-lab/charts/figure';

/** What `patchSheet` takes. */
export interface PatchSheetOptions {
  /** Side of a patch in the sheet, pixels; default 32. */
  size?: number;
  /** What each patch is called, one for each image. */
  names?: readonly string[];
  /** The sheet stays below this many bytes a patch where any quality allows it; default 600. */
  bytesPerPatch?: number;
}

/** WebP qualities, best first; the first that keeps within the bytes is taken, or the last. */
const qualities = [85, 70, 55, 40, 25, 10];

/**
 * One picture of all the patches, for a scatter plot to show on hover. The middle square of each image is
 * used; smaller ones are enlarged without smoothing. 300 patches of 32 x 32 take at most 180 KB.
 *
 * @throws InputError when there is no image, or too many for one WebP (16,383 pixels a side).
 */
export async function patchSheet(
  images: readonly Image[],
  options: PatchSheetOptions = {},
): Promise<PatchSheet> {
  const { size = 32, names, bytesPerPatch = 600 } = options;
  const columns = Math.max(1, Math.ceil(Math.sqrt(images.length)));
  const rows = Math.ceil(images.length / columns);
  if (images.length === 0) throw new InputError('A sheet of patches needs at least one image.');
  if (!Number.isInteger(size) || size < 1 || columns * size > 16383) {
    throw new InputError(
      `${images.length} patches of ${size} x ${size} do not fit one sheet: use smaller ones.`,
    );
  }
  if (names && names.length !== images.length) {
    throw new InputError(`${images.length} patches need as many names, not ${names.length}.`);
  }
  const cells = await Promise.all(images.map((image) => cell(image, size)));
  const sheet = Buffer.alloc(rows * size * columns * size * 3, 255);
  cells.forEach((pixels, index) => {
    const top = Math.floor(index / columns) * size;
    const left = (index % columns) * size;
    for (let y = 0; y < size; y++) {
      pixels.copy(sheet, ((top + y) * columns * size + left) * 3, y * size * 3, (y + 1) * size * 3);
    }
  });
  const raw = { width: columns * size, height: rows * size, channels: 3 as const };
  let webp = Buffer.alloc(0);
  for (const quality of qualities) {
    webp = await sharp(sheet, { raw }).webp({ quality, smartSubsample: true, effort: 5 }).toBuffer();
    if (webp.length <= bytesPerPatch * images.length) break;
  }
  const source = `data:image/webp;base64,${webp.toString('base64')}`;
  return { source, size, columns, count: images.length, ...(names ? { names } : {}) };
}

async function cell(image: Image, size: number): Promise<Buffer> {
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  const kernel = Math.min(image.width, image.height) < size ? 'nearest' : 'lanczos3';
  return sharp(toBytes(image), { raw }).resize(size, size, { fit: 'cover', kernel }).raw().toBuffer();
}
