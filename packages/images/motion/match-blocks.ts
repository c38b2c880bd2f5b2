import type { Image } from '../image';
import { boxSum } from './box-sum';
import { createFlow, type Flow } from './flow';

/** How blocks are matched. */
export interface MatchOptions {
  /** Greatest displacement along each axis that is tried, in whole pixels. */
  readonly reach: number;
  /** Blocks have a side of 2 x radius + 1 pixels. */
  readonly radius: number;
  /** What a displacement costs, samples (0 to 1) a pixel of its length: of equal matches the nearer one is taken. */
  readonly perPixel: number;
  /** What it costs to leave the frame. */
  readonly leaving: number;
}

/**
 * For each pixel the whole displacement whose block in the other frame is most alike: the least mean absolute difference of the
 * samples, over what of the block lies in both frames. All displacements are tried, each for all pixels at once.
 */
export function matchBlocks(from: Image, to: Image, options: MatchOptions): Flow {
  const { reach, radius, perPixel, leaving } = options;
  const { height, width } = from;
  const flow = createFlow(height, width);
  const best = new Float64Array(height * width).fill(Infinity);
  const difference = new Float64Array(best.length);
  const inside = new Float64Array(best.length);
  const sums = new Float64Array(best.length);
  const counts = new Float64Array(best.length);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      differences(from, to, dx, dy, difference, inside);
      boxSum(difference, height, width, radius, sums);
      boxSum(inside, height, width, radius, counts);
      const length = perPixel * Math.hypot(dx, dy);
      for (let i = 0; i < best.length; i++) {
        // Counts are whole, but for rounding of running sums.
        if (counts[i] < 0.5) continue;
        const cost = sums[i] / counts[i] + length + leaving * (1 - inside[i]);
        if (cost >= best[i]) continue;
        best[i] = cost;
        flow.data[2 * i] = dx;
        flow.data[2 * i + 1] = dy;
      }
    }
  }
  return flow;
}

/** Mean absolute differences of the three samples of each pixel and the one at a displacement; 0 where that is outside. */
function differences(
  from: Image,
  to: Image,
  dx: number,
  dy: number,
  difference: Float64Array,
  inside: Float64Array,
): void {
  const { height, width } = from;
  difference.fill(0);
  inside.fill(0);
  for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
    for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
      const i = y * width + x;
      const a = 3 * i;
      const b = 3 * ((y + dy) * width + x + dx);
      difference[i] =
        (Math.abs(from.data[a] - to.data[b]) +
          Math.abs(from.data[a + 1] - to.data[b + 1]) +
          Math.abs(from.data[a + 2] - to.data[b + 2])) /
        3;
      inside[i] = 1;
    }
  }
}
