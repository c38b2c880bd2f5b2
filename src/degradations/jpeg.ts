import { type Degradation, type Range, requireInRange } from './degradation';

export interface JpegOptions {
  /** libjpeg's quality, 1 to 100; default 30. */
  readonly quality?: number;
}

export const jpegQuality: Range = { what: 'quality', min: 1, max: 100, whole: true };

/**
 * JPEG compression: the image, rounded to 8 bits, written and read by libjpeg (baseline, 4:2:0, libjpeg's
 * standard quantisation tables, accurate integer DCT). The same pixels as Pillow's `save(quality=...)`.
 */
export const jpeg: Degradation<JpegOptions> = async (image, options = {}) => {
  const quality = requireInRange('JPEG', jpegQuality, options.quality ?? 30);
  const { decodeImage, encodeImage } = await import('@ddr-lab/images/io');
  return decodeImage(await encodeImage(image, { format: 'jpeg', quality }));
};
