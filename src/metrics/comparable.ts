import { InputError } from '@ddr-lab/base/errors';
import { crop } from '@ddr-lab/images/crop';
import { type Image, luma } from '@ddr-lab/images/image';
import type { Samples } from '@ddr-lab/images/filter';

/** What PSNR and SSIM compare. */
export interface QualityOptions {
  /** `rgb` (default): all three channels; `y`: BT.601's Y of MATLAB's `rgb2ycbcr`, as the field reports. */
  readonly channel?: 'rgb' | 'y';
  /** Pixels left out along each border before comparing; default 0. The field takes the scale (4 for x4). */
  readonly border?: number;
}

/**
 * The image without the pixels along its borders.
 *
 * @throws InputError for a border that is no whole number from 0, or leaves nothing.
 */
export function withinBorder(image: Image, border: number): Image {
  if (!(Number.isInteger(border) && border >= 0)) {
    throw new InputError(`The border must be a whole number of pixels from 0 on, not ${border}.`);
  }
  const size = { height: image.height - 2 * border, width: image.width - 2 * border };
  if (size.height < 1 || size.width < 1) {
    throw new InputError(
      `A border of ${border} leaves nothing of an image of ${image.height} x ${image.width}.`,
    );
  }
  return crop(image, border, border, size);
}

/**
 * The samples of both images that are compared.
 *
 * @throws InputError when the sizes differ or nothing is left within the border.
 */
export function comparable(a: Image, b: Image, options: QualityOptions): [Samples, Samples] {
  const { channel = 'rgb', border = 0 } = options;
  if (a.height !== b.height || a.width !== b.width) {
    throw new InputError(
      `The images differ in size: ${a.height} x ${a.width} against ${b.height} x ${b.width} (height x width).`,
    );
  }
  if (channel !== 'rgb' && channel !== 'y') {
    throw new InputError(`The channel must be rgb or y, not ${String(channel)}.`);
  }
  const select = (image: Image): Samples => {
    const inner = border === 0 ? image : withinBorder(image, border);
    const { height, width } = inner;
    return channel === 'rgb' ? inner : { height, width, data: luma(inner) };
  };
  return [select(a), select(b)];
}
