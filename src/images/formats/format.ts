/** The formats that images are read from. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'bmp';

/** How many bytes of a file's start `formatOf` looks at. */
export const SIGNATURE_LENGTH = 12;

/** Each format by the bytes that its files begin with. */
const signatures: readonly (readonly [ImageFormat, RegExp])[] = [
  ['png', /^\x89PNG\r\n/],
  ['jpeg', /^\xff\xd8\xff/],
  ['webp', /^RIFF[^]{4}WEBP/],
  // Little and big endian, each also as BigTIFF.
  ['tiff', /^(II[*+]\0|MM\0[*+])/],
  ['bmp', /^BM/],
];

/**
 * The format of a file by its first bytes; its name does not count, as names are often wrong. Whatever else the decoder
 * could read (SVG, PDF, MagickScript ...) is thereby never handed to it.
 */
export function formatOf(bytes: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(bytes.subarray(0, SIGNATURE_LENGTH)).toString('latin1');
  return signatures.find(([, signature]) => signature.test(start))?.[0];
}
