import { chmod, mkdir, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { InputError } from '@ddr-lab/base/errors';
import type { Clip } from '../clip';
import { toBytes, writeImage } from '../io';

/** What `writeClip` takes. */
export interface WriteClipOptions {
  /** Of an animated file; default 10. */
  readonly framesPerSecond?: number;
}

/**
 * Writes a clip, 8 bits a sample: to a name that ends in `.webp` an animated WebP (lossless), to one that ends in `.gif` an animated GIF (256 colours a frame, so not exact), to a name without an ending a folder of
 * `0001.png`, `0002.png` ..., which must not be there or be empty. It is there whole or not at all.
 *
 * @throws InputError for another ending, a rate that is not positive, a folder that holds something, and what cannot be written.
 */
export async function writeClip(clip: Clip, target: string, options: WriteClipOptions = {}): Promise<void> {
  const { framesPerSecond = 10 } = options;
  if (!(framesPerSecond > 0 && framesPerSecond <= 100)) {
    throw new InputError(`${target}: frames a second lie above 0 and up to 100, not ${framesPerSecond}.`);
  }
  const ending = path.extname(target).toLowerCase();
  if (ending === '') return writeFolder(clip, target);
  if (ending !== '.webp' && ending !== '.gif') {
    throw new InputError(
      `${target}: a clip is written as .webp, .gif, or a folder of frames (a name without an ending), not as ${ending}.`,
    );
  }
  const bytes = await animated(clip, ending, framesPerSecond);
  const parts = path.parse(target);
  const temporary = path.join(parts.dir, `.${parts.base}.${process.pid}.part`);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new InputError(`${target}: cannot be written (${(error as Error).message}).`);
  }
}

function animated(clip: Clip, ending: '.webp' | '.gif', framesPerSecond: number): Promise<Buffer> {
  const { height, width, frames } = clip;
  const size = height * width * 3;
  const all = Buffer.alloc(size * frames.length);
  frames.forEach((frame, t) => all.set(toBytes(frame), t * size));
  const stack = { width, height: height * frames.length, channels: 3 as const, pageHeight: height };
  const settings = { delay: frames.map(() => Math.round(1000 / framesPerSecond)), loop: 0 };
  const shown = sharp(all, { raw: stack, limitInputPixels: false });
  return (
    ending === '.webp' ? shown.webp({ ...settings, lossless: true }) : shown.gif({ ...settings })
  ).toBuffer();
}

async function writeFolder(clip: Clip, folder: string): Promise<void> {
  const whole = path.resolve(folder);
  // An empty folder gives way; anything else is somebody's.
  await rmdir(whole).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return;
    throw new InputError(
      `${folder}: is there already and not an empty folder. Choose another name, or remove it.`,
    );
  });
  try {
    await mkdir(path.dirname(whole), { recursive: true });
    const temporary = await mkdtemp(path.join(path.dirname(whole), `.${path.basename(whole)}-`));
    try {
      for (const [t, frame] of clip.frames.entries()) {
        await writeImage(frame, path.join(temporary, `${String(t + 1).padStart(4, '0')}.png`));
      }
      // A temporary folder is its owner's alone; the result is as open as any folder.
      await chmod(temporary, 0o777 & ~process.umask());
      await rename(temporary, whole);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${folder}: cannot be written (${(error as Error).message}).`);
  }
}
