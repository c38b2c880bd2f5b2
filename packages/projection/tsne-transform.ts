import { checkFinite, createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { conditionalProbabilities } from '@ddr-lab/tsne/affinities';

/** A map that t-SNE made: what it was made of, and where its points are. Neither is changed. */
export interface TsneMap {
  /** What `tsne` was given: n x d. */
  readonly X: Matrix;
  /** What it found: n x 2. */
  readonly points: Matrix;
}

/** What `tsneTransform` takes besides the map and the new rows. */
export interface TsneTransformOptions {
  /** Effective number of old neighbours of a new point; default 30, or as many as the map can give. */
  readonly perplexity?: number;
  /** Steps of the descent at most; default 100. Few are needed, as each point is alone and starts among its neighbours. */
  readonly iterations?: number;
}

/**
 * Places new points in an old t-SNE map, as openTSNE's `transform` does (Poličar, Stražar and Zupan, 2019): each new point
 * has Gaussian affinities to the old ones at the perplexity, starts at the mean of the old points' places weighted by
 * them, and descends its own Kullback-Leibler divergence while the old points are held. New points do not see one another, so that
 * one's place does not depend on the others given.
 *
 * Here the descent is by gradient with a step that is halved until the divergence falls, where openTSNE takes a fixed rate with
 * momentum: nothing is drawn, and the same rows always come to the same places. It needs no Node, and runs in pages, too.
 *
 * @param X m x d, in the coordinates of the map's own X
 * @returns m x 2
 * @throws InputError where the map's parts or the new rows do not fit each other, for a perplexity that is not between 1 and the
 *   number of old points, NaN or infinity.
 */
export function tsneTransform(
  map: TsneMap,
  X: Matrix,
  options: TsneTransformOptions = {},
): Matrix<Float64Array> {
  const n = map.X.rows;
  const { perplexity = Math.min(30, (n - 1) / 3), iterations = 100 } = options;
  check(map, X, perplexity);
  const out = new Float64Array(2 * X.rows);
  const distances = new Float64Array(n);
  const p = new Float64Array(n);
  for (let row = 0; row < X.rows; row++) {
    squaredDistances(map.X, X, row, distances);
    conditionalProbabilities(distances, perplexity, p);
    const [x, y] = descend(map.points.data, p, iterations);
    out[2 * row] = x;
    out[2 * row + 1] = y;
  }
  return createMatrix(X.rows, 2, out);
}

function check({ X: old, points }: TsneMap, X: Matrix, perplexity: number): void {
  if (points.columns !== 2 || points.rows !== old.rows) {
    throw new InputError(
      `A map of ${old.rows} rows has ${old.rows} x 2 points, not ${points.rows} x ${points.columns}.`,
    );
  }
  if (X.columns !== old.columns) {
    throw new InputError(`The map was made of ${old.columns} columns; these rows have ${X.columns}.`);
  }
  if (!(perplexity >= 1 && perplexity < old.rows)) {
    throw new InputError(
      `The perplexity is a number from 1 to below the ${old.rows} points of the map, not ${perplexity}.`,
    );
  }
  checkFinite(old, "The map's rows");
  checkFinite(points, "The map's points");
  checkFinite(X, 'The new rows');
}

function squaredDistances(old: Matrix, X: Matrix, row: number, out: Float64Array): void {
  const { columns } = old;
  for (let i = 0; i < old.rows; i++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const difference = old.data[i * columns + c] - X.data[row * columns + c];
      sum += difference * difference;
    }
    out[i] = sum;
  }
}

/** From the weighted mean downhill on KL(p || q), q the Student similarities to the old points, made to sum to 1. */
function descend(points: Float32Array | Float64Array, p: Float64Array, iterations: number): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    x += p[i] * points[2 * i];
    y += p[i] * points[2 * i + 1];
  }
  let cost = divergence(points, p, x, y);
  let step = 1;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const [gx, gy] = gradient(points, p, x, y);
    const square = gx * gx + gy * gy;
    if (square < 1e-16) break;
    let moved = false;
    for (let tries = 0; tries < 30 && !moved; tries++) {
      const next = divergence(points, p, x - step * gx, y - step * gy);
      // Armijo's rule: the cost falls by at least a part of what the slope promises.
      if (next <= cost - 1e-4 * step * square) {
        [x, y, cost, moved] = [x - step * gx, y - step * gy, next, true];
        step *= 2;
      } else step /= 2;
    }
    if (!moved) break;
  }
  return [x, y];
}

/** KL(p || q) but for the entropy of p: sum p log(1 + d^2) + log sum 1 / (1 + d^2). */
function divergence(points: Float32Array | Float64Array, p: Float64Array, x: number, y: number): number {
  let total = 0;
  let attraction = 0;
  for (let i = 0; i < p.length; i++) {
    const [dx, dy] = [x - points[2 * i], y - points[2 * i + 1]];
    const near = 1 + dx * dx + dy * dy;
    total += 1 / near;
    if (p[i] > 0) attraction += p[i] * Math.log(near);
  }
  return attraction + Math.log(total);
}

function gradient(
  points: Float32Array | Float64Array,
  p: Float64Array,
  x: number,
  y: number,
): [number, number] {
  let total = 0;
  let [pullX, pullY, pushX, pushY] = [0, 0, 0, 0];
  for (let i = 0; i < p.length; i++) {
    const [dx, dy] = [x - points[2 * i], y - points[2 * i + 1]];
    const q = 1 / (1 + dx * dx + dy * dy);
    total += q;
    pullX += p[i] * q * dx;
    pullY += p[i] * q * dy;
    pushX += q * q * dx;
    pushY += q * q * dy;
  }
  return [2 * (pullX - pushX / total), 2 * (pullY - pushY / total)];
}
