import type { Plane } from '../plane';
import type { Matcher, SearchArea } from './matcher';
import { createMatches } from './matches';

/**
 * Matches by the squared difference of pixels: sum over the patch, compared with `maximumDistance` times its area.
 *
 * For each displacement the squared differences are summed down the patch's rows once for every column, and
 * neighbouring references share these sums.
 */
export function matchByPixels(plane: Plane, area: SearchArea): Matcher {
  const { height, width, data } = plane;
  const { columns, patch: n, radius } = area;
  const matches = createMatches(columns.length, area.capacity, area.maximumDistance * n * n);
  const sums = new Float64Array(width);

  const sumColumns = (y: number, dy: number, dx: number): void => {
    const last = Math.min(width, width - dx);
    for (let x = Math.max(0, -dx); x < last; x++) {
      let sum = 0;
      let at = y * width + x;
      let other = at + dy * width + dx;
      for (let i = 0; i < n; i++) {
        const difference = data[at] - data[other];
        sum += difference * difference;
        at += width;
        other += width;
      }
      sums[x] = sum;
    }
  };

  const offerAll = (y: number, dy: number, dx: number): void => {
    const { limit } = matches;
    for (let j = 0; j < columns.length; j++) {
      const x = columns[j];
      if (x + dx < 0 || x + dx > width - n) continue;
      let distance = 0;
      for (let i = x; i < x + n; i++) distance += sums[i];
      if (distance <= limit[j]) matches.offer(j, distance, (y + dy) * width + x + dx);
    }
  };

  return {
    findRow(y) {
      matches.clear();
      // The reference first: whatever else is as near, it belongs to its own group.
      columns.forEach((x, j) => matches.offer(j, 0, y * width + x));
      for (let dy = Math.max(-radius, -y); dy <= Math.min(radius, height - n - y); dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          if (dy === 0 && dx === 0) continue;
          sumColumns(y, dy, dx);
          offerAll(y, dy, dx);
        }
      }
      return matches;
    },
  };
}
