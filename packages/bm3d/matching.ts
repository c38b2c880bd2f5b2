import type { Plane } from './aggregation';
import { type SquareTransform, createPatchBand } from './patch-transforms';

/** The patches most similar to each of several reference patches, nearest first. */
export interface Matches {
  /** Forgets everything: before the next row of references. */
  clear(): void;
  /**
   * Offers a patch to reference `index`. It is kept when it is within the greatest distance and nearer than the
   * furthest that is kept; of equally near ones the first offered stays.
   */
  offer(index: number, distance: number, patch: number): void;
  /** What a patch must not exceed to be kept by reference `index`: offering others is in vain. */
  readonly limit: Float64Array;
  /** How many patches reference `index` has. */
  readonly count: Int32Array;
  /** The patches of reference `index`, from `index * capacity` on. */
  readonly patches: Int32Array;
  /** Their distances. */
  readonly distances: Float64Array;
  readonly capacity: number;
}

/** Room for `capacity` patches of each of `references` references, none further than `greatest`. */
export function createMatches(references: number, capacity: number, greatest: number): Matches {
  const limit = new Float64Array(references).fill(greatest);
  const count = new Int32Array(references);
  const patches = new Int32Array(references * capacity);
  const distances = new Float64Array(references * capacity);
  return {
    limit,
    count,
    patches,
    distances,
    capacity,
    clear() {
      limit.fill(greatest);
      count.fill(0);
    },
    offer(index, distance, patch) {
      if (distance > limit[index]) return;
      const start = index * capacity;
      let kept = count[index];
      if (kept === capacity) {
        if (distance === limit[index]) return;
        kept--;
      }
      let place = start + kept;
      for (; place > start && distances[place - 1] > distance; place--) {
        distances[place] = distances[place - 1];
        patches[place] = patches[place - 1];
      }
      distances[place] = distance;
      patches[place] = patch;
      count[index] = ++kept;
      if (kept === capacity) limit[index] = distances[start + capacity - 1];
    },
  };
}

/** Finds the similar patches of all reference patches of one row. */
export interface Matcher {
  /**
   * Finds them for the references whose upper left corners lie in row `y`. Rows must be asked for downwards.
   * A patch is named `row * width + column` of its upper left corner.
   */
  findRow(y: number): Matches;
}

/** Where to look, and how much to keep. */
export interface SearchArea {
  /** Columns of the references' upper left corners. */
  readonly columns: Int32Array;
  /** Side of the patches in pixels. */
  readonly patch: number;
  /** How far a patch's corner may lie from the reference's, in each direction, in pixels. */
  readonly radius: number;
  /** How many patches are kept, the reference among them. */
  readonly capacity: number;
  /** The greatest squared distance of two patches, a mean over their pixels, in squared 8-bit levels. */
  readonly maximumDistance: number;
}

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
