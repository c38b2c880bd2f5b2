import { asMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { readNpy } from '@ddr-lab/base/arrays/npy';
import { createImage, type Image } from '@ddr-lab/images/image';

/** An array that the bench wrote as float32. */
export async function readFloats(file: string): Promise<{ shape: number[]; data: Float32Array }> {
  const { shape, data } = await readNpy(file);
  if (!(data instanceof Float32Array)) throw new Error(`${file}: float32 is wanted`);
  return { shape: [...shape], data };
}

/** N x H x W x 3 as images. */
export async function readImages(file: string): Promise<Image[]> {
  const { shape, data } = await readFloats(file);
  const [n, height, width] = shape;
  const size = height * width * 3;
  return Array.from({ length: n }, (_, i) =>
    createImage(height, width, data.subarray(i * size, (i + 1) * size)),
  );
}

export async function readMatrix(file: string): Promise<Matrix> {
  return asMatrix(await readNpy(file), file);
}
