import { degradation, type NumberOption } from './degradation';

export interface JpegOptions {
  /** libjpeg's quality, 1 to 100; default 30. */
  readonly quality?: number;
}

const quality: NumberOption = { what: 'quality', min: 1, max: 100, whole: true, default: 30 };

/**
 * JPEG compression: the image, rounded to 8 bits, written and read by libjpeg (baseline, 4:2:0, libjpeg's
 * standard quantisation tables, accurate integer DCT). The same pixels as Pillow's `save(quality=...)`.
 */
export const jpeg = degradation<JpegOptions>({
  title: 'JPEG',
  summary: 'JPEG by libjpeg, 4:2:0.',
  source: 'Pillow: the same pixels',
  options: { quality },
  presets: [
    {
      word: 'jpeg',
      number: quality,
      example: 30,
      summary: 'JPEG of quality N, 1 to 100',
      options: (N) => ({ quality: N }),
    },
  ],
  apply: async (image, options) => {
    const { decodeImage, encodeImage } = await import('@ddr-lab/images/io');
    return decodeImage(await encodeImage(image, { format: 'jpeg', quality: options.quality }));
  },
});
