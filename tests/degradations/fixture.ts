import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createImage, type Image } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';

const folder = path.join(__dirname, '../fixtures/degradations');

/** A reference of tests/fixtures/degradations (24 x 31, see make.py there): 8-bit levels or float32. */
export function fixture(name: string): Image {
  const bytes = readFileSync(path.join(folder, name));
  if (name.endsWith('.u8'))
    return createImage(
      24,
      31,
      Float32Array.from(bytes, (level) => level / 255),
    );
  return createImage(24, 31, new Float32Array(new Uint8Array(bytes).buffer));
}

/** Independent uniform samples in [low, high]: the hardest image there is. */
export function uniformImage(height: number, width: number, seed = 1, low = 0, high = 1): Image {
  const random = createRandom(seed);
  return createImage(
    height,
    width,
    new Float32Array(height * width * 3).map(() => low + (high - low) * random.uniform()),
  );
}

/** One colour all over. */
export function flatImage(height: number, width: number, value: number): Image {
  return createImage(height, width, new Float32Array(height * width * 3).fill(value));
}

export function largestDifference(a: Image, b: Image): number {
  if (a.height !== b.height || a.width !== b.width) return Infinity;
  return a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b.data[i])), 0);
}

/** Mean and standard deviation of result - original over all samples. */
export function differenceMoments(result: Image, original: Image): { mean: number; deviation: number } {
  const differences = Array.from(result.data, (value, i) => value - original.data[i]);
  const mean = differences.reduce((sum, d) => sum + d, 0) / differences.length;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / differences.length;
  return { mean, deviation: Math.sqrt(variance) };
}
