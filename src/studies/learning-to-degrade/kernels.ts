import { createImage, type Image } from '@ddr-lab/images/image';
import { shrinkingKernel } from '../../degradations/low-resolution-model';
import { type Kernel, kernelOf } from '../../networks/degrader-kernel';

/**
 * The middle of the kernel that makes LR pixels of HR pixels under a blur: blur and bicubic together.
 *
 * @param blur standard deviation in HR pixels.
 * @param size rows and columns, even, at most 36.
 */
export function trueKernel(blur: number, size: number): Kernel {
  const { weights } = shrinkingKernel(blur, 4);
  const from = (weights.length - size) / 2;
  const row = weights.slice(from, from + size);
  return kernelOf(
    Float32Array.from({ length: size * size }, (_, i) => row[Math.floor(i / size)] * row[i % size]),
  );
}

/** A kernel as an image: 0 is black, its largest weight white; weights below 0 are black as well. */
export function kernelPicture({ size, weights }: Kernel): Image {
  const most = Math.max(...weights);
  const grey = Float32Array.from(
    { length: 3 * size * size },
    (_, i) => Math.max(0, weights[Math.floor(i / 3)]) / most,
  );
  return createImage(size, size, grey);
}
