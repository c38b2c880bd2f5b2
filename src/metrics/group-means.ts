import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';

/** The mean row of each group. */
export interface GroupMeans {
  readonly count: number;
  /** The group of each row, numbered from 0 as they first appear. */
  readonly groupOf: Int32Array;
  /** count x columns */
  readonly means: Float64Array;
}

/**
 * Means of the rows that have one label.
 *
 * @throws InputError for another number of labels than rows.
 */
export function groupMeans({ rows, columns, data }: Matrix, labels: ArrayLike<number>): GroupMeans {
  if (labels.length !== rows) throw new InputError(`${rows} rows need as many labels, not ${labels.length}.`);
  const numbers = new Map<number, number>();
  const groupOf = Int32Array.from({ length: rows }, (_, i) => {
    if (!numbers.has(labels[i])) numbers.set(labels[i], numbers.size);
    return numbers.get(labels[i])!;
  });
  const means = new Float64Array(numbers.size * columns);
  const sizes = new Float64Array(numbers.size);
  for (let i = 0; i < rows; i++) {
    const at = groupOf[i] * columns;
    sizes[groupOf[i]]++;
    for (let j = 0; j < columns; j++) means[at + j] += data[i * columns + j];
  }
  for (let i = 0; i < means.length; i++) means[i] /= sizes[Math.floor(i / columns)];
  return { count: numbers.size, groupOf, means };
}

/**
 * Each row less the mean of its group: features without what a patch's versions have in common, say.
 *
 * @throws InputError for another number of labels than rows.
 */
export function withoutGroupMeans(points: Matrix, labels: ArrayLike<number>): Matrix<Float64Array> {
  const { rows, columns, data } = points;
  const { groupOf, means } = groupMeans(points, labels);
  const rest = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      rest[i * columns + j] = data[i * columns + j] - means[groupOf[i] * columns + j];
    }
  }
  return createMatrix(rows, columns, rest);
}
