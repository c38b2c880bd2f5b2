import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { predictLinearSvm, trainLinearSvm } from './linear-svm';

/** What `linearProbe` takes. */
export interface LinearProbeOptions {
  /** Parts of the images, each left out once; default 5. */
  readonly folds?: number;
  /** Weight of the errors against the margin; default 1. */
  readonly c?: number;
}

/**
 * How much of a degree a straight line reads from rows: the share of patches whose level a linear SVM names that was trained on the other images. Rows are standardised by the
 * images that it is trained on. Images are left out whole, so that a patch's content at another level is never among those.
 *
 * @param rows n x d.
 * @param levels a class a row.
 * @param contents the image of a row.
 */
export function linearProbe(
  rows: Matrix,
  { levels, contents }: { readonly levels: ArrayLike<number>; readonly contents: ArrayLike<number> },
  { folds = 5, c = 1 }: LinearProbeOptions = {},
): number {
  let right = 0;
  for (let fold = 0; fold < folds; fold++) {
    const inside = (i: number): boolean => contents[i] % folds === fold;
    const all = Array.from({ length: rows.rows }, (_, i) => i);
    const [known, asked] = [all.filter((i) => !inside(i)), all.filter(inside)];
    if (known.length === 0 || asked.length === 0) continue;
    const scale = momentsOf(rows, known);
    const machine = trainLinearSvm(
      scaled(rows, known, scale),
      known.map((i) => levels[i]),
      { c },
    );
    const named = predictLinearSvm(machine, scaled(rows, asked, scale));
    right += asked.filter((i, k) => named[k] === levels[i]).length;
  }
  return right / rows.rows;
}

interface Moments {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

function momentsOf({ columns, data }: Matrix, chosen: readonly number[]): Moments {
  const mean = new Float64Array(columns);
  const square = new Float64Array(columns);
  for (const i of chosen) {
    for (let j = 0; j < columns; j++) mean[j] += data[i * columns + j] / chosen.length;
  }
  for (const i of chosen) {
    for (let j = 0; j < columns; j++) square[j] += (data[i * columns + j] - mean[j]) ** 2 / chosen.length;
  }
  return { mean, deviation: square.map((value) => Math.sqrt(value) || 1) };
}

function scaled({ columns, data }: Matrix, chosen: readonly number[], { mean, deviation }: Moments): Matrix {
  const out = new Float64Array(chosen.length * columns);
  chosen.forEach((i, row) => {
    for (let j = 0; j < columns; j++)
      out[row * columns + j] = (data[i * columns + j] - mean[j]) / deviation[j];
  });
  return createMatrix(chosen.length, columns, out);
}
