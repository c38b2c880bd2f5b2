import { open, readFile, stat } from 'node:fs/promises';
import { InputError } from '@ddr-lab/base/errors';
import { clipOf, type Clip } from '../clip';
import { FILE_LIMIT, formatOf, SIGNATURE_LENGTH } from '../formats/format';
import { decodeImage } from '../io';
import { decodeAnimated } from './animated';
import { decodeAnimatedPng, isAnimatedPng } from './apng';
import { wantedFrames, type OpenClipOptions } from './frame-limit';
import { readFramesFolder } from './frames-folder';
import { readVideo } from './video';

/**
 * A clip from a folder of frames (by the numbers in their names), an animated GIF, WebP or PNG, an image (one frame), or, where the
 * program ffmpeg is installed, a video. What a file is, its bytes say, not its name.
 *
 * @throws InputError naming the file when it is missing, damaged or of another kind, ffmpeg is needed and not installed, there is
 * no such frame, frames differ in size, or all that are asked for take over 1 GiB of memory (12 bytes a pixel).
 */
export async function openClip(file: string, options: OpenClipOptions = {}): Promise<Clip> {
  wantedFrames(options);
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `${file}: ${error.code === 'ENOENT' ? 'no such file or folder' : `cannot be read (${error.message})`}.`,
    );
  });
  if (found.isDirectory()) return readFramesFolder(file, options);
  if (!found.isFile()) throw new InputError(`${file}: neither a file nor a folder.`);
  if (found.size === 0) throw new InputError(`${file}: the file is empty.`);
  const start = await startOf(file);
  const isGif = /^GIF8[79]a/.test(start.toString('latin1'));
  const format = formatOf(start);
  if (!format && !isGif) return readVideo(file, options);
  if (found.size > FILE_LIMIT) {
    throw new InputError(`${file}: ${found.size} bytes are more than the 1 GiB that an image file may have.`);
  }
  const bytes = await readFile(file);
  try {
    if (isGif || format === 'webp') return await decodeAnimated(bytes, file, options);
    if (format === 'png' && isAnimatedPng(bytes)) return await decodeAnimatedPng(bytes, file, options);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const words = (error instanceof Error ? error.message : String(error)).split('\n')[0].trim();
    throw new InputError(`${file}: cannot be read as a clip (${words}).`);
  }
  if ((options.first ?? 0) > 0) throw new InputError(`${file}: is one image; it has frame 0 alone.`);
  return clipOf([await decodeImage(bytes, file)]);
}

async function startOf(file: string): Promise<Buffer> {
  const handle = await open(file).catch((error: Error) => {
    throw new InputError(`${file}: cannot be read (${error.message}).`);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SIGNATURE_LENGTH), 0, SIGNATURE_LENGTH, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
