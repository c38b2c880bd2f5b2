import { solvePositiveDefinite } from '@ddr-lab/base/arrays/matrix';

/** The sums that ridge regression needs of a fold: F'F, and F'y for each target. */
interface Sums {
  readonly products: Float64Array;
  readonly targets: readonly Float64Array[];
}

function sumsOf(rows: readonly Float64Array[], targets: readonly Float64Array[]): Sums {
  const size = rows[0]?.length ?? 0;
  const products = new Float64Array(size * size);
  const withTargets = targets.map(() => new Float64Array(size));
  rows.forEach((row, r) => {
    for (let i = 0; i < size; i++) {
      const value = row[i];
      // The lower half is all that is read.
      const at = i * size;
      for (let j = 0; j <= i; j++) products[at + j] += value * row[j];
      targets.forEach((target, t) => (withTargets[t][i] += value * target[r]));
    }
  });
  return { products, targets: withTargets };
}

/** What `foldedRidge` gives for one target. */
export interface Fitted {
  readonly coefficients: Float64Array;
  /** For each row what is read without the rows of its fold. */
  readonly heldOut: Float64Array;
}

/**
 * Ridge regression of targets on rows of features, on all rows, and on all but each fold.
 *
 * @param folds of each row, 0 to `count` - 1.
 */
export function foldedRidge(
  rows: readonly Float64Array[],
  targets: readonly Float64Array[],
  { folds, count, penalty }: { readonly folds: Int32Array; readonly count: number; readonly penalty: number },
): Fitted[] {
  const size = rows[0].length;
  const parts = Array.from({ length: count }, (_, fold) => {
    const places = [...rows.keys()].filter((row) => folds[row] === fold);
    return sumsOf(
      places.map((row) => rows[row]),
      targets.map((target) => Float64Array.from(places, (row) => target[row])),
    );
  });
  const without = (left: number | undefined): Float64Array[] => {
    const products = new Float64Array(size * size);
    const sums = targets.map(() => new Float64Array(size));
    parts.forEach((part, fold) => {
      if (fold === left) return;
      part.products.forEach((value, at) => (products[at] += value));
      part.targets.forEach((target, t) => target.forEach((value, at) => (sums[t][at] += value)));
    });
    for (let i = 0; i < size; i++) products[i * size + i] += penalty;
    return sums.map((sum) => solvePositiveDefinite(products, sum));
  };
  const heldOut = targets.map(() => new Float64Array(rows.length));
  for (let fold = 0; fold < count; fold++) {
    const solved = without(fold);
    rows.forEach((row, r) => {
      if (folds[r] === fold) solved.forEach((coefficients, t) => (heldOut[t][r] = dot(coefficients, row)));
    });
  }
  return without(undefined).map((coefficients, t) => ({ coefficients, heldOut: heldOut[t] }));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
