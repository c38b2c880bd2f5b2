import type { Image } from '@ddr-lab/images/image';
import { blockStatistics } from './blocks';
import { differenceStatistics, edgeStatistics } from './differences';
import { eigenvalueStatistics } from './eigenvalues';
import { isGrey, type Part, partsOf } from './planes';

/** What the probe knows of an image: numbers by name, always the same names for colour, and for grey. */
export interface Statistics {
  readonly grey: boolean;
  readonly values: ReadonlyMap<string, number>;
}

function toneStatistics(parts: readonly Part[]): Map<string, number> {
  let [count, clipped, sum, squares] = [0, 0, 0, 0];
  for (const part of parts) {
    part.light.data.forEach((level, at) => {
      count++;
      clipped += part.clipped[at];
      sum += level;
      squares += level * level;
    });
  }
  const mean = sum / count;
  return new Map([
    ['mean', mean / 255],
    ['deviation', Math.log(Math.sqrt(Math.max(0, squares / count - mean * mean)) + 1)],
    ['clipped', Math.sqrt(clipped / count)],
    ['pixels', Math.log(count)],
  ]);
}

/** The statistics of an image of at least 16 x 16 pixels. */
export function imageStatistics(image: Image, grey = isGrey(image)): Statistics {
  const parts = partsOf(image, grey);
  const values = new Map([
    ...blockStatistics(parts),
    ...differenceStatistics(parts),
    ...edgeStatistics(parts),
    ...eigenvalueStatistics(parts),
    ...toneStatistics(parts),
  ]);
  return { grey, values };
}
