import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';
import { quantised, shrinkingKernel, shrunk, type LowResolvedOptions } from './low-resolution-model';

/** A blur that grows evenly from the left edge to the right. */
export interface GrowingBlur {
  /** Standard deviations at the first and the last column, in pixels of the *HR* image. */
  readonly blur: readonly [left: number, right: number];
  /** Of Gaussian noise on the LR image, in 8-bit levels; default 0. */
  readonly noise?: number;
}

/** The blur of each LR column, in HR pixels. */
export function columnBlurs({ blur: [left, right] }: GrowingBlur, columns: number): number[] {
  return Array.from({ length: columns }, (_, x) => left + ((right - left) * x) / Math.max(1, columns - 1));
}

/**
 * The LR image of `lowResolved` whose blur is another one in each column: each LR pixel is made with the kernel of its own column.
 *
 * @param hr H x W x 3, multiples of the scale.
 * @returns (H / s) x (W / s) x 3 in [0, 1], in steps of 1/255.
 * @throws InputError for a size that is no multiple of the scale, and for a deviation below 0.
 */
export function growinglyBlurred(
  hr: Image,
  growing: GrowingBlur,
  { scale = 4, seed = 0 }: LowResolvedOptions = {},
): Image {
  const { blur, noise = 0 } = growing;
  const bad = [...blur, noise].find((value) => !(value >= 0 && Number.isFinite(value)));
  if (bad !== undefined) throw new InputError(`Blur and noise are deviations from 0 on, not ${bad}.`);
  const [height, width] = [hr.height / scale, hr.width / scale];
  if (!Number.isInteger(height) || !Number.isInteger(width)) {
    throw new InputError(
      `An image of ${hr.height} x ${hr.width} cannot be shrunk by ${scale} to whole pixels.`,
    );
  }
  const samples = new Float32Array(height * width * 3);
  for (const [left, own] of columnBlurs(growing, width).entries()) {
    const column = shrunk(hr, shrinkingKernel(own, scale), { scale, top: 0, left, height, width: 1 });
    for (let y = 0; y < height; y++) samples.set(column.subarray(3 * y, 3 * y + 3), 3 * (y * width + left));
  }
  const bytes = quantised(samples, 255, { noise, seed });
  return createImage(
    height,
    width,
    Float32Array.from(bytes, (level) => level / 255),
  );
}
