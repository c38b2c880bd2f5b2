import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { groupedBy, type Groups } from './dispersion';
import { checkDraws, type ImageDraws } from './image-draws';
import { drawnDispersions } from './resampled-chi';
import { drawnShare } from './resampled-share';

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
  checkDraws(draws, n);
  const groups = groupedBy(labels, n, 'labels');
  const shown = groupedBy(contents, n, 'contents');
  const all = groups.members.map((_, g) => g);
  const pairs = all.flatMap((a) => all.slice(a + 1).map((b) => [a, b]));
  const drawn = drawnDispersions(squares, groups, shown, draws);
  return {
    share: drawn.map((one) => drawnShare(one, all)),
    least: drawn.map((one) => Math.min(...pairs.map((pair) => drawnShare(one, pair)))),
    neighbours: neighboursOf(squares, groups, shown, draws),
  };
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
