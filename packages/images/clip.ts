import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from './image';
import { resize } from './resize';

/** Frames of one size, oldest first: a short piece of video. Functions never change a clip they are given. */
export interface Clip {
  readonly height: number;
  readonly width: number;
  readonly frames: readonly Image[];
}

/**
 * Frames as a clip, not copied.
 *
 * @throws InputError when there is none, or one has another size than the first.
 */
export function clipOf(frames: readonly Image[]): Clip {
  if (frames.length === 0) throw new InputError('A clip needs at least one frame; none was given.');
  const { height, width } = frames[0];
  frames.forEach((frame, i) => {
    if (frame.height === height && frame.width === width) return;
    throw new InputError(
      `The frames of a clip have one size: frame ${i} is ${frame.height} x ${frame.width}, the first ${height} x ${width}.`,
    );
  });
  return { height, width, frames };
}

/** The number of the frame in the middle, which the others are compared with: 1 of 3, 2 of 5; of an even number the later one. */
export function centreOf(clip: Pick<Clip, 'frames'>): number {
  return Math.floor(clip.frames.length / 2);
}

/**
 * Every frame mapped, one after another: a degradation, say.
 *
 * @throws InputError when the results differ in size.
 */
export async function mapFrames(
  clip: Clip,
  map: (frame: Image, index: number) => Image | Promise<Image>,
): Promise<Clip> {
  const frames: Image[] = [];
  for (const [index, frame] of clip.frames.entries()) frames.push(await map(frame, index));
  return clipOf(frames);
}

/**
 * Every frame shrunk as `resize` does (MATLAB's bicubic), with 8 bits a sample: the LR clip of an HR one.
 *
 * @param scale how many times smaller; default 4.
 * @param options.antialias `false`: without the low-pass filter, as OpenCV and PyTorch shrink. LR frames are then aliased, each in another way where things move by parts of a pixel, so that frames
 *   together hold more than one. Default `true`.
 * @throws InputError when the sides are not multiples of `scale`.
 */
export function shrinkClip(clip: Clip, scale = 4, options: { readonly antialias?: boolean } = {}): Clip {
  if (clip.height % scale !== 0 || clip.width % scale !== 0) {
    throw new InputError(
      `A clip of ${clip.height} x ${clip.width} cannot be shrunk ${scale} times: crop it to multiples of ${scale}.`,
    );
  }
  return clipOf(clip.frames.map((frame) => resize(frame, { ...options, scale: 1 / scale, levels: 255 })));
}

/**
 * The frames of a clip as the channels of one image, which is what a network of one input takes: height x width x 3T samples,
 * row by row, at each pixel red, green and blue of the first frame, then of the second ...
 */
export function sideBySide({ height, width, frames }: Clip): Float32Array {
  const channels = 3 * frames.length;
  const out = new Float32Array(height * width * channels);
  frames.forEach(({ data }, t) => {
    for (let pixel = 0, to = 3 * t; pixel < data.length; pixel += 3, to += channels) {
      out[to] = data[pixel];
      out[to + 1] = data[pixel + 1];
      out[to + 2] = data[pixel + 2];
    }
  });
  return out;
}

/**
 * The clip whose frames are the channels of one image: what `sideBySide` has put together.
 *
 * @throws InputError when `data` is not height x width x 3T samples.
 */
export function apart(data: Float32Array, height: number, width: number): Clip {
  const count = data.length / (3 * height * width);
  if (!(Number.isInteger(count) && count > 0)) {
    throw new InputError(`${data.length} samples are no frames of ${height} x ${width} x 3.`);
  }
  const frames = Array.from({ length: count }, (_, t) => {
    const frame = createImage(height, width);
    for (let pixel = 0, from = 3 * t; pixel < frame.data.length; pixel += 3, from += 3 * count) {
      for (let c = 0; c < 3; c++) frame.data[pixel + c] = data[from + c];
    }
    return frame;
  });
  return clipOf(frames);
}
