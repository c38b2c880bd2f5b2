import type { Plane } from '../plane';
import { createPatchBand } from '../transforms/patch-band';
import type { SquareTransform } from '../transforms/square-transform';
import type { Matcher, SearchArea } from './matcher';
import { createMatches } from './matches';

/**
 * Matches by the squared difference of thresholded coefficients (Dabov et al., eq. 4): strong noise would
 * otherwise decide which patches look alike. Coefficients of a magnitude below `threshold` count as 0.
 */
export function matchByCoefficients(
  plane: Plane,
  area: SearchArea,
  transform: SquareTransform,
  threshold: number,
): Matcher {
  const { height, width } = plane;
  const { columns, patch: n, radius } = area;
  const matches = createMatches(columns.length, area.capacity, area.maximumDistance * n * n);
  const band = createPatchBand(plane, transform, 2 * radius + 1, threshold);
  const { data } = band;

  /** The distance of two patches, or something above `limit` as soon as it is. */
  const distanceOf = (a: number, b: number, limit: number): number => {
    let sum = 0;
    for (let row = 0; row < n && sum <= limit; row++) {
      for (let i = row * n; i < row * n + n; i++) {
        const difference = data[a + i] - data[b + i];
        sum += difference * difference;
      }
    }
    return sum;
  };

  return {
    findRow(y) {
      const lastRow = Math.min(y + radius, height - n);
      band.reach(lastRow);
      matches.clear();
      for (let j = 0; j < columns.length; j++) {
        const x = columns[j];
        const reference = band.offset(y, x);
        matches.offer(j, 0, y * width + x);
        for (let row = Math.max(0, y - radius); row <= lastRow; row++) {
          const last = Math.min(x + radius, width - n);
          for (let column = Math.max(0, x - radius); column <= last; column++) {
            if (row === y && column === x) continue;
            const distance = distanceOf(reference, band.offset(row, column), matches.limit[j]);
            if (distance <= matches.limit[j]) matches.offer(j, distance, row * width + column);
          }
        }
      }
      return matches;
    },
  };
}
