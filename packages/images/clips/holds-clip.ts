import { open, stat } from 'node:fs/promises';
import sharp from 'sharp';
import { formatOf, SIGNATURE_LENGTH } from '../formats/format';

/**
 * Whether something is a clip and not one image: a folder, a GIF, a WebP or PNG with more than one frame, or a file of no known kind of image with the ending of a video. What is damaged or missing is not: whoever
 * opens it as an image says what is wrong.
 */
export async function holdsClip(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) return true;
  if (!found?.isFile()) return false;
  const start = Buffer.alloc(SIGNATURE_LENGTH);
  const handle = await open(file).catch(() => undefined);
  if (!handle) return false;
  try {
    await handle.read(start, 0, SIGNATURE_LENGTH, 0);
  } finally {
    await handle.close();
  }
  if (/^GIF8[79]a/.test(start.toString('latin1'))) return true;
  const format = formatOf(start);
  if (format === 'webp') {
    const { pages = 1 } = await sharp(file, { limitInputPixels: false })
      .metadata()
      .catch(() => ({ pages: 1 }));
    return pages > 1;
  }
  if (format === 'png') return isAnimatedPngFile(file);
  return !format && /\.(mp4|m4v|mkv|avi|mov|webm|y4m|mpe?g|ts)$/i.test(file);
}

/** `acTL` stands before the first `IDAT`, behind a few short chunks. */
async function isAnimatedPngFile(file: string): Promise<boolean> {
  const { isAnimatedPng } = await import('./apng');
  const handle = await open(file);
  try {
    const bytes = Buffer.alloc(1 << 20);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return isAnimatedPng(bytes.subarray(0, bytesRead));
  } catch {
    return false; // Damaged, which whoever opens it as an image says better.
  } finally {
    await handle.close();
  }
}
