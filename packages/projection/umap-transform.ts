import { checkFinite, createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { currentSignal } from '@ddr-lab/base/signal';
import { createTurns } from '@ddr-lab/tsne/turns';

/** A map that UMAP made: what it was made of, and where its points are. Neither is changed. */
export interface UmapMap {
  /** What `umap` was given: n x d. */
  readonly X: Matrix;
  /** What it found: n x dims. */
  readonly points: Matrix;
}

/** What `umapTransform` takes besides the map and the new rows: what the map was made with. */
export interface UmapTransformOptions {
  /** Old neighbours that a new point is held together with; default 15, or as many as there are old points. */
  readonly neighbours?: number;
  /** See `UmapOptions`; default 0.1. */
  readonly minDist?: number;
  /** See `UmapOptions`; default 1. */
  readonly spread?: number;
  /** Steps of the descent at most; default 100. */
  readonly iterations?: number;
  /** Stops the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How often UMAP pushes a point away from others for each time that it is pulled to a neighbour. */
const NEGATIVES = 5;
/** Keeps the push of points at one place finite, as in umap-learn. */
const NEAR = 1e-3;

/**
 * Places new points in an old UMAP map, as umap-learn's `transform` does: a new point is tied to its exact nearest old points with fuzzy
 * strengths exp(-distance / sigma) that add up to log2(neighbours), starts at the mean of their places weighted by these, and descends UMAP's
 * cross-entropy while the old points are held.
 *
 * umap-learn pulls and pushes by drawn samples. Here the point descends what these are samples of, all old points pushing, by a step that is halved until
 * it falls: nothing is drawn, the same rows always come to the same places, and one's place does not depend on the others. (The `transform` of umap-js
 * 1.4.0 needs the model that was fitted, and did not return in 25 s for 31 rows beside a map of 90.)
 *
 * @param X m x d, in the coordinates of the map's own X
 * @returns m x dims
 * @throws InputError where the map's parts or the new rows do not fit each other, for settings out of their range, NaN or infinity.
 */
export async function umapTransform(
  map: UmapMap,
  X: Matrix,
  options: UmapTransformOptions = {},
): Promise<Matrix<Float64Array>> {
  const { neighbours = Math.min(15, map.X.rows), minDist = 0.1, spread = 1, iterations = 100 } = options;
  check(map, X, { neighbours, minDist, spread, iterations });
  const { findABParams } = await import('umap-js/dist/umap');
  const { a, b } = findABParams(spread, minDist);
  const { columns: dims, data: old } = map.points;
  const out = new Float64Array(X.rows * dims);
  const turns = createTurns(options.signal ?? currentSignal());
  for (let row = 0; row < X.rows; row++) {
    if (row === 0 || turns.due()) await turns.end();
    const { nearest, strengths } = tiesOf(map.X, X, row, neighbours);
    const place = out.subarray(row * dims, (row + 1) * dims);
    nearest.forEach((j, at) => {
      for (let c = 0; c < dims; c++) place[c] += strengths[at] * old[j * dims + c];
    });
    descend({ old, nearest, strengths, a, b }, place, iterations);
  }
  return createMatrix(X.rows, dims, out);
}

function check(
  { X: old, points }: UmapMap,
  X: Matrix,
  settings: Required<Omit<UmapTransformOptions, 'signal'>>,
): void {
  const { neighbours, minDist, spread, iterations } = settings;
  if (points.rows !== old.rows || points.columns < 1) {
    throw new InputError(
      `A map of ${old.rows} rows has as many points, not ${points.rows} x ${points.columns}.`,
    );
  }
  if (X.columns !== old.columns) {
    throw new InputError(`The map was made of ${old.columns} columns; these rows have ${X.columns}.`);
  }
  if (!(Number.isInteger(neighbours) && neighbours >= 1 && neighbours <= old.rows)) {
    throw new InputError(
      `UMAP: the neighbours must be a whole number from 1 to ${old.rows}, not ${neighbours}.`,
    );
  }
  if (!(spread > 0 && spread < Infinity && minDist >= 0 && minDist <= spread)) {
    throw new InputError(
      `UMAP: the least distance must be from 0 to the spread, and that above 0, not ${minDist} and ${spread}.`,
    );
  }
  if (!(Number.isInteger(iterations) && iterations >= 0)) {
    throw new InputError(`UMAP: the steps must be a whole number of 0 or more, not ${iterations}.`);
  }
  checkFinite(old, "The map's rows");
  checkFinite(points, "The map's points");
  checkFinite(X, 'The new rows');
}

interface Ties {
  /** The nearest old points, nearest first. */
  readonly nearest: readonly number[];
  /** How strongly the new point is tied to each, made to add up to 1. */
  readonly strengths: Float64Array;
}

function tiesOf(old: Matrix, X: Matrix, row: number, count: number): Ties {
  const { columns } = old;
  const distances = new Float64Array(old.rows);
  for (let i = 0; i < old.rows; i++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += (old.data[i * columns + c] - X.data[row * columns + c]) ** 2;
    distances[i] = Math.sqrt(sum);
  }
  const nearest = Array.from(distances.keys())
    .sort((i, j) => distances[i] - distances[j] || i - j)
    .slice(0, count);
  const strengths = fuzzy(nearest.map((i) => distances[i]));
  const total = strengths.reduce((sum, strength) => sum + strength, 0);
  return { nearest, strengths: strengths.map((strength) => strength / total) };
}

/** exp(-distance / sigma), sigma by bisection such that the sum is log2 of their number; all 1 where the distances are 0. */
function fuzzy(distances: readonly number[]): Float64Array {
  const strengths = (sigma: number): Float64Array =>
    Float64Array.from(distances, (distance) => (distance > 0 ? Math.exp(-distance / sigma) : 1));
  const target = Math.log2(distances.length);
  const sum = (sigma: number): number => strengths(sigma).reduce((all, one) => all + one, 0);
  const mean = distances.reduce((all, distance) => all + distance, 0) / distances.length;
  if (!(mean > 0)) return strengths(1);
  // umap-learn's least width, so that a point far from all others is still tied to several.
  let [low, high] = [1e-3 * mean, 1e3 * mean];
  for (let turn = 0; turn < 64 && high - low > 1e-9 * mean; turn++) {
    const middle = (low + high) / 2;
    if (sum(middle) > target) high = middle;
    else low = middle;
  }
  return strengths((low + high) / 2);
}

interface Pull extends Ties {
  readonly old: Float32Array | Float64Array;
  /** The map's similarity at squared distance s is 1 / (1 + a s^b). */
  readonly a: number;
  readonly b: number;
}

function descend(pull: Pull, place: Float64Array, iterations: number): void {
  const dims = place.length;
  const slope = new Float64Array(dims);
  const next = new Float64Array(dims);
  let cost = costOf(pull, place, slope);
  let step = 1;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const square = slope.reduce((sum, value) => sum + value * value, 0);
    if (square < 1e-12) return;
    let moved = false;
    for (let tries = 0; tries < 30 && !moved; tries++) {
      for (let c = 0; c < dims; c++) next[c] = place[c] - step * slope[c];
      const there = costOf(pull, next);
      // Armijo's rule: the cost falls by at least a part of what the slope promises.
      if (there <= cost - 1e-4 * step * square) {
        place.set(next);
        cost = costOf(pull, place, slope);
        moved = true;
        step *= 2;
      } else step /= 2;
    }
    if (!moved) return;
  }
}

/**
 * The cross-entropy of one point but for a constant: log(1 + a s^b) over its ties, and log(1 + 1 / (a s^b)) over all old points, as often as
 * UMAP draws them. Writes the slope where it is asked for.
 */
function costOf({ old, nearest, strengths, a, b }: Pull, place: Float64Array, slope?: Float64Array): number {
  const dims = place.length;
  const n = old.length / dims;
  slope?.fill(0);
  const square = (j: number): number => {
    let sum = 0;
    for (let c = 0; c < dims; c++) sum += (place[c] - old[j * dims + c]) ** 2;
    return sum;
  };
  const add = (j: number, factor: number): void => {
    if (slope) for (let c = 0; c < dims; c++) slope[c] += 2 * factor * (place[c] - old[j * dims + c]);
  };
  let cost = 0;
  nearest.forEach((j, at) => {
    const s = square(j);
    const far = a * s ** b;
    cost += strengths[at] * Math.log1p(far);
    if (s > 0) add(j, (strengths[at] * b * far) / (s * (1 + far)));
  });
  const weight = NEGATIVES / n;
  for (let j = 0; j < n; j++) {
    const s = square(j) + NEAR;
    const far = a * s ** b;
    cost += weight * Math.log1p(1 / far);
    add(j, (-weight * b) / (s * (1 + far)));
  }
  return cost;
}
