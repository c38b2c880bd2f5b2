import type { NpyArray } from '@ddr-lab/base/arrays/npy';
import { createRandom } from '@ddr-lab/base/random';

const dimensions = 50;
const clusters = 10;

/**
 * Points as PCA gives them, n x 50: ten clusters, axes in order of falling deviation (1 / sqrt(axis)), in float32 as
 * features are.
 */
export function clusteredPoints(count: number): NpyArray {
  const random = createRandom(3);
  const deviation = Float64Array.from({ length: dimensions }, (_, axis) => 1 / Math.sqrt(axis + 1));
  const centres = Array.from({ length: clusters }, () => deviation.map((d) => 4 * d * random.normal()));
  const data = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    const centre = centres[i % clusters];
    for (let axis = 0; axis < dimensions; axis++) {
      data[i * dimensions + axis] = centre[axis] + deviation[axis] * random.normal();
    }
  }
  return { shape: [count, dimensions], data };
}
