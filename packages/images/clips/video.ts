import { spawn } from 'node:child_process';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { clipOf, type Clip } from '../clip';
import type { Image } from '../image';
import { frameOf } from './animated';
import { checkFrames, wantedFrames, type OpenClipOptions } from './frame-limit';

/**
 * The frames of a video, decoded by the program ffmpeg, which is asked for plain pictures of 8 bits a sample and stopped when there
 * are enough. A video of uneven rate has as many frames as its nominal rate asks for.
 *
 * @throws InputError naming the file when ffmpeg is not installed or cannot read it, there is no such frame, or they take over 1 GiB.
 */
export async function readVideo(file: string, options: OpenClipOptions = {}): Promise<Clip> {
  const { first, count } = wantedFrames(options);
  const most = Number.isFinite(count) ? ['-frames:v', String(first + count)] : [];
  // `file:` keeps ffmpeg from taking a name for an option, a protocol or a pattern.
  const input = ['-protocol_whitelist', 'file,pipe', '-i', `file:${path.resolve(file)}`];
  const output = ['-map', '0:v:0', ...most, '-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'];
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', ...input, ...output], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<{ code: number | null; error?: NodeJS.ErrnoException }>((resolve) => {
    child.on('error', (error) => resolve({ code: null, error }));
    child.on('close', (code) => resolve({ code }));
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(0, 2000)));
  const frames: Image[] = [];
  let seen = 0;
  try {
    for await (const picture of pictures(child.stdout)) {
      if (seen++ < first) continue;
      const { height, width, levels } = picture;
      checkFrames(file, { height, width, frames: Number.isFinite(count) ? count : frames.length + 1 });
      frames.push(frameOf(levels, height, width, 3));
    }
  } catch (error) {
    child.kill();
    await ended;
    throw error instanceof InputError ? error : new InputError(`${file}: ${(error as Error).message}.`);
  }
  const { code, error } = await ended;
  if (error) throw missing(file, error);
  if (code !== 0) {
    throw new InputError(
      `${file}: ffmpeg cannot read it as a video (${said.trim().split('\n')[0] || `status ${code}`}).`,
    );
  }
  checkFrames(file, { height: 1, width: 1, frames: frames.length });
  return clipOf(frames);
}

function missing(file: string, error: NodeJS.ErrnoException): InputError {
  return new InputError(
    error.code === 'ENOENT'
      ? `${file}: is read as a video, and ffmpeg is not installed: install it (Debian: apt install ffmpeg), ` +
          'or give a folder of frames, a GIF, a WebP or an animated PNG.'
      : `${file}: ffmpeg cannot be started (${error.message}).`,
  );
}

/** Pictures one after another in the form that ffmpeg gives: `P6`, width and height, 255, then three levels a pixel. */
async function* pictures(
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<{ height: number; width: number; levels: Uint8Array }> {
  let parts: Buffer[] = [];
  let length = 0;
  let wanted = 1;
  for await (const part of stream) {
    parts.push(part);
    length += part.length;
    if (length < wanted) continue;
    let rest = Buffer.concat(parts);
    for (;;) {
      const head = /^P6\s(\d{1,6})\s(\d{1,6})\s255\s/.exec(rest.toString('latin1', 0, 40));
      if (!head && rest.length >= 40) throw new Error('ffmpeg gave something else than pictures');
      const [width, height] = head ? [Number(head[1]), Number(head[2])] : [0, 0];
      wanted = head ? head[0].length + 3 * width * height : rest.length + 1;
      if (!head || rest.length < wanted) break;
      yield { height, width, levels: rest.subarray(head[0].length, wanted) };
      rest = rest.subarray(wanted);
    }
    parts = [rest];
    length = rest.length;
  }
}
