import { checkFinite, createMatrix, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { squaredDistances } from './dispersion';
import type { ImageDraws } from './image-draws';
import { resampledShares, type ResampledShares } from './resampled-separation';

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
function groupMeans({ rows, columns, data }: Matrix, labels: ArrayLike<number>): GroupMeans {
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

/** What makes vectors differ, as shares of their whole variance; the three add up to 1. */
export interface VarianceShares {
  /** What all vectors of one content have in common, whatever the degradation. */
  readonly content: number;
  /** What all vectors of one degradation have in common, whatever the content. */
  readonly degradation: number;
  /** What a degradation does to one content but not to the others. */
  readonly interaction: number;
  /** What the first two would be, had other images been drawn; where draws were given. */
  readonly resampled?: ResampledShares;
}

/**
 * Splits the variance of vectors that show each content once under each degradation into what content, degradation and
 * only both together explain: the sums of squares of a two-way analysis of variance without replication, summed over
 * the columns. Of pure chance, n contents under k degradations, degradation has a share of (k - 1) / (n k - 1).
 *
 * @param points n k rows, one vector each.
 * @param groups the content and the label of each vector; `draws`, redraws of the images, for intervals.
 * @throws InputError unless each content stands under each degradation exactly once, for NaN and infinity, and where all
 *   vectors are the same.
 */
export function varianceShares(
  points: Matrix,
  groups: {
    readonly contents: ArrayLike<number>;
    readonly labels: ArrayLike<number>;
    readonly draws?: ImageDraws;
  },
): VarianceShares {
  checkFinite(points, 'Shares of variance');
  const { scaled } = squarable(points);
  const { rows, columns, data } = scaled;
  const { contents, labels, draws } = groups;
  const byContent = groupMeans(scaled, contents);
  const byLabel = groupMeans(scaled, labels);
  const pairs = new Set(Array.from({ length: rows }, (_, i) => `${contents[i]} ${labels[i]}`));
  if (pairs.size !== rows || rows !== byContent.count * byLabel.count) {
    throw new InputError(
      `${byContent.count} contents under ${byLabel.count} degradations are ${byContent.count * byLabel.count} different vectors, ` +
        `not ${pairs.size} among ${rows}: give each content once under each degradation.`,
    );
  }
  const everything = groupMeans(scaled, new Int32Array(rows)).means;
  let total = 0;
  let content = 0;
  let degradation = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const mean = everything[j];
      total += (data[i * columns + j] - mean) ** 2;
      content += (byContent.means[byContent.groupOf[i] * columns + j] - mean) ** 2;
      degradation += (byLabel.means[byLabel.groupOf[i] * columns + j] - mean) ** 2;
    }
  }
  if (total === 0) throw new InputError('All vectors are the same: there is no variance to share out.');
  return {
    content: content / total,
    degradation: degradation / total,
    interaction: Math.max(0, 1 - (content + degradation) / total),
    ...(draws ? { resampled: resampledShares(squaredDistances(points), groups, draws) } : {}),
  };
}
