import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { clipOf, type Clip } from '../clip';
import { createImage, type Image } from '../image';
import { readImage } from '../io';
import { imageEndings } from '../sets/folder';
import { checkFrames, wantedFrames, type OpenClipOptions } from './frame-limit';

/** Numbers count as numbers: frame2 comes before frame10. */
const natural = new Intl.Collator('en', { numeric: true });

/**
 * The images of a folder as the frames of a clip, in the order of the numbers in their names. Folders inside it and hidden files are
 * left out.
 *
 * @throws InputError naming the folder when it holds no image, the images differ in size, or they take over 1 GiB.
 */
export async function readFramesFolder(folder: string, options: OpenClipOptions = {}): Promise<Clip> {
  const { first, count } = wantedFrames(options);
  const files = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => imageEndings.includes(path.extname(name).toLowerCase()))
    .sort((a, b) => natural.compare(a, b) || (a < b ? -1 : 1));
  if (files.length === 0) {
    throw new InputError(`${folder}: holds no image to be a frame (looked for ${imageEndings.join(', ')}).`);
  }
  const taken = files.slice(first, first + count);
  const frames: Image[] = [];
  let size = createImage(1, 1);
  for (const name of taken) {
    const frame = await readImage(path.join(folder, name));
    if (frames.length === 0) size = frame;
    if (frame.height !== size.height || frame.width !== size.width) {
      throw new InputError(
        `${path.join(folder, name)}: is ${frame.height} x ${frame.width}, the first frame ${size.height} x ${size.width}; ` +
          'frames have one size.',
      );
    }
    if (frames.length === 0) checkFrames(folder, { ...size, frames: taken.length });
    frames.push(frame);
  }
  checkFrames(folder, { ...size, frames: frames.length });
  return clipOf(frames);
}
