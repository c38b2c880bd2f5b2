import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** A linear classifier: one row of weights and one bias a class, the largest decision value wins. */
export interface LinearSvm {
  /** Classes x features. */
  readonly weights: Matrix<Float64Array>;
  /** One a class. */
  readonly biases: Float64Array;
}

/** What `trainLinearSvm` takes. */
export interface LinearSvmOptions {
  /** Weight of the training errors against the margin; default 1. */
  readonly c?: number;
  /** How many classes; default one more than the largest label. */
  readonly classes?: number;
  /** Where to begin, a machine of the same rows for another C: the same result, sooner. */
  readonly start?: LinearSvm;
}

/**
 * Trains linear support vector machines, one class against the rest, with the squared hinge loss:
 * min |w|^2 / 2 + C sum max(0, 1 - y (w x + b))^2, the bias b in |w|^2 as well, as LIBLINEAR and scikit-learn's
 * `LinearSVC` have it. Solved by Newton's method (Mangasarian 2002; Keerthi and DeCoste 2005): the optimum is unique, and
 * is met to rounding. For up to a few hundred features.
 *
 * @param X rows x features, of comparable scale
 * @param labels 0, 1, 2 ..., one a row
 * @throws InputError for labels that do not fit the rows, or C that is not above 0.
 */
export function trainLinearSvm(
  X: Matrix,
  labels: ArrayLike<number>,
  options: LinearSvmOptions = {},
): LinearSvm {
  const { c = 1, start } = options;
  if (labels.length !== X.rows || X.rows === 0) {
    throw new InputError(`A linear SVM needs a label for each row: ${labels.length} for ${X.rows}.`);
  }
  if (!(c > 0)) throw new InputError(`The C of a linear SVM must be above 0, not ${c}.`);
  const { columns } = X;
  const classes = options.classes ?? Math.max(...Array.from(labels)) + 1;
  const rows = Array.from({ length: X.rows }, (_, i) =>
    Float64Array.from([...X.data.subarray(i * columns, (i + 1) * columns), 1]),
  );
  const weights = new Float64Array(classes * columns);
  const biases = new Float64Array(classes);
  for (let k = 0; k < classes; k++) {
    const sides = Float64Array.from(labels, (label) => (label === k ? 1 : -1));
    const begin = new Float64Array(columns + 1);
    if (start) {
      begin.set(start.weights.data.subarray(k * columns, (k + 1) * columns));
      begin[columns] = start.biases[k];
    }
    const w = oneAgainstRest(rows, sides, c, begin);
    weights.set(w.subarray(0, columns), k * columns);
    biases[k] = w[columns];
  }
  return { weights: createMatrix(classes, columns, weights), biases };
}

/** The class of each row. */
export function predictLinearSvm({ weights, biases }: LinearSvm, X: Matrix): Int32Array {
  if (X.columns !== weights.columns) {
    throw new InputError(`The SVM was trained on ${weights.columns} features; these rows have ${X.columns}.`);
  }
  return Int32Array.from({ length: X.rows }, (_, row) => {
    let best = 0;
    let largest = -Infinity;
    for (let k = 0; k < weights.rows; k++) {
      let value = biases[k];
      for (let j = 0; j < X.columns; j++) {
        value += weights.data[k * X.columns + j] * X.data[row * X.columns + j];
      }
      if (value > largest) {
        largest = value;
        best = k;
      }
    }
    return best;
  });
}

/** The objective at one point: the errors of the rows behind their margin, their sum of squares, and the gradient. */
interface Point {
  readonly w: Float64Array;
  readonly active: readonly number[];
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Weights and, last, the bias: the weight of a feature that is 1 everywhere. */
function oneAgainstRest(
  rows: readonly Float64Array[],
  sides: Float64Array,
  c: number,
  start: Float64Array,
): Float64Array {
  let point = evaluate(rows, sides, c, start);
  for (let step = 0; step < mostSteps; step++) {
    const direction = newtonDirection(rows, c, point);
    const slope = dot(direction, point.gradient);
    // Half the decrement is what the objective can still fall.
    if (-slope <= 1e-14 * (1 + point.value)) break;
    let length = 1;
    let next = evaluate(rows, sides, c, plus(point.w, direction, length));
    while (next.value > point.value + 1e-4 * length * slope && length > 1e-10) {
      length /= 2;
      next = evaluate(rows, sides, c, plus(point.w, direction, length));
    }
    point = next;
  }
  return point.w;
}

/** Enough by far: a handful of steps is usual, since the active rows settle. */
const mostSteps = 200;

function evaluate(rows: readonly Float64Array[], sides: Float64Array, c: number, w: Float64Array): Point {
  const active: number[] = [];
  const gradient = w.slice();
  let value = dot(w, w) / 2;
  for (let i = 0; i < rows.length; i++) {
    const error = 1 - sides[i] * dot(rows[i], w);
    if (error <= 0) continue;
    active.push(i);
    value += c * error * error;
    const pull = 2 * c * error * sides[i];
    for (let j = 0; j < w.length; j++) gradient[j] -= pull * rows[i][j];
  }
  return { w, active, value, gradient };
}

/** Solves (I + 2 C sum of x x' over the active rows) d = -gradient by Cholesky's decomposition. */
function newtonDirection(
  rows: readonly Float64Array[],
  c: number,
  { active, gradient }: Point,
): Float64Array {
  const n = gradient.length;
  const lower = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(i + 1);
    row[i] = 1;
    return row;
  });
  for (const at of active) {
    const x = rows[at];
    for (let i = 0; i < n; i++) {
      const factor = 2 * c * x[i];
      const row = lower[i];
      for (let j = 0; j <= i; j++) row[j] += factor * x[j];
    }
  }
  const direction = gradient.map((value) => -value);
  for (let i = 0; i < n; i++) {
    const row = lower[i];
    for (let j = 0; j <= i; j++) {
      const other = lower[j];
      let sum = row[j];
      for (let k = 0; k < j; k++) sum -= row[k] * other[k];
      row[j] = i === j ? Math.sqrt(sum) : sum / other[j];
    }
    for (let k = 0; k < i; k++) direction[i] -= row[k] * direction[k];
    direction[i] /= row[i];
  }
  for (let i = n - 1; i >= 0; i--) {
    direction[i] /= lower[i][i];
    for (let k = 0; k < i; k++) direction[k] -= lower[i][k] * direction[i];
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function plus(w: Float64Array, direction: Float64Array, length: number): Float64Array {
  return w.map((value, i) => value + length * direction[i]);
}
