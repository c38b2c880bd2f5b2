import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import type { NpyArray } from '@ddr-lab/base/arrays/npy';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { Plane } from '@ddr-lab/bm3d/aggregation';

const folder = path.join(__dirname, '..', '..', 'fixtures', 'restoration', 'bm3d');

/** The arrays of tests/fixtures/restoration/bm3d/make.py, by name. */
export function reference(): Promise<Record<string, NpyArray>> {
  return readNpz(path.join(folder, 'reference.npz'));
}

/** A reference of height x width (grey) or height x width x 3, samples in [0, 1]. */
export function asImage({ shape, data }: NpyArray): Image {
  const [height, width, channels = 1] = shape;
  const samples = Float32Array.from({ length: height * width * 3 }, (_, i) =>
    Number(data[channels === 3 ? i : Math.floor(i / 3)]),
  );
  return createImage(height, width, samples);
}

/** A grey reference in 8-bit levels. */
export function asPlane({ shape: [height, width], data }: NpyArray): Plane {
  return { height, width, data: Float64Array.from({ length: data.length }, (_, i) => Number(data[i]) * 255) };
}

/** Two scenes of 64 x 64 in 8-bit levels: `scenes.u8`, `scenes-noise20.u8`. */
export function scenes(name: string): Image[] {
  const bytes = readFileSync(path.join(folder, name));
  return [0, 1].map((k) =>
    createImage(
      64,
      64,
      Float32Array.from(bytes.subarray(k * 12288, (k + 1) * 12288), (level) => level / 255),
    ),
  );
}

/** What scikit-image reaches on these scenes: PSNR in dB. */
export function scikitImage(): { noisy: number; nl_means: number; wavelet: number }[] {
  const text = readFileSync(path.join(folder, 'scikit-image.json'), 'utf8');
  return (JSON.parse(text) as { scenes: { noisy: number; nl_means: number; wavelet: number }[] }).scenes;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
