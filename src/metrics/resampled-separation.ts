import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupedBy, type Groups } from './dispersion';
import type { ImageDraws } from './image-draws';
import { drawnDispersions, type DrawnDispersion } from './resampled-dispersion';

/** What some numbers of a `Separation` would be, had other images been drawn: one value a redraw; NaN where there is none. */
export interface ResampledSeparation {
  readonly share: readonly number[];
  /** The least share of any two labels, whichever two these are in a redraw. */
  readonly least: readonly number[];
  readonly neighbours: readonly number[];
}

/**
 * `share`, the least pair's share and `neighbours` of `separation`, of the points that each redraw of the images takes. An image
 * drawn twice is two images that look the same; no point has its own double as a neighbour.
 *
 * @param squares n x n squared distances (`squaredDistances`).
 * @param contents what each point shows; each content within one image.
 * @throws InputError for another number of labels, contents or points drawn than points.
 */
export function resampledSeparation(
  squares: Matrix,
  labels: ArrayLike<number>,
  contents: ArrayLike<number>,
  draws: ImageDraws,
): ResampledSeparation {
  const n = squares.rows;
  if (draws.imageOf.length !== n) {
    throw new InputError(`The redraws are of ${draws.imageOf.length} points, not of ${n}.`);
  }
  const groups = groupedBy(labels, n, 'labels');
  const shown = groupedBy(contents, n, 'contents');
  const all = groups.members.map((_, g) => g);
  const pairs = all.flatMap((a) => all.slice(a + 1).map((b) => [a, b]));
  const drawn = drawnDispersions(squares, groups, shown, draws);
  return {
    share: drawn.map((one) => shareOf(one, all)),
    least: drawn.map((one) => Math.min(...pairs.map((pair) => shareOf(one, pair)))),
    neighbours: neighboursOf(squares, groups, shown, draws),
  };
}

/** The labels' share of the variance, by the formulas of `separation`. */
function shareOf(drawn: DrawnDispersion, labels: readonly number[]): number {
  const k = labels.length;
  const n = labels.reduce((sum, g) => sum + drawn.sizes[g], 0);
  const total = drawn.of(labels);
  if (!(total > 0) || labels.some((g) => drawn.sizes[g] === 0) || n <= k) return NaN;
  const within = labels.reduce((sum, g) => sum + drawn.of([g]), 0);
  const between = total - within;
  const m = drawn.contents;
  if (m * k !== n) {
    const error = within / (n - k);
    const effect = (between - (k - 1) * error) / n;
    return effect / (effect + error);
  }
  const ofContents = total - drawn.withinContents(labels);
  const error = Math.max(0, total - between - ofContents) / ((m - 1) * (k - 1));
  const effect = (between - (k - 1) * error) / n;
  const ofContent = Math.max(0, (ofContents / (m - 1) - error) / k);
  return effect / (effect + ofContent + error);
}

function neighboursOf(
  { rows: n, data }: Matrix,
  groups: Groups,
  shown: Groups,
  { imageOf, counts }: ImageDraws,
): number[] {
  // Each point's neighbours of other contents, the nearest first.
  const nearest = Array.from({ length: n }, (_, i) => {
    const others: number[] = [];
    for (let j = 0; j < n; j++) if (shown.groupOf[j] !== shown.groupOf[i]) others.push(j);
    return Int32Array.from(others.sort((a, b) => data[i * n + a] - data[i * n + b] || a - b));
  });
  return counts.map((drawn) => {
    let [right, asked] = [0, 0];
    for (let i = 0; i < n; i++) {
      const weight = drawn[imageOf[i]];
      if (weight === 0) continue;
      const neighbour = nearest[i].find((j) => drawn[imageOf[j]] > 0);
      if (neighbour === undefined) continue;
      asked += weight;
      if (groups.groupOf[neighbour] === groups.groupOf[i]) right += weight;
    }
    return asked === 0 ? NaN : right / asked;
  });
}
