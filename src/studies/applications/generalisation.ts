import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { mapChi, setDraws } from '../../analysis/analyse-features';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { drawsOf } from '../../metrics/image-draws';
import type { Spread } from '../../metrics/spread';

/** How far two degradations lie apart in a network's projected features. */
export interface PairChi {
  readonly a: string;
  readonly b: string;
  /** CHI of the points of these two alone, over the t-SNE runs. */
  readonly chi: Spread;
}

/**
 * CHI of each pair of degradations within the t-SNE maps of all of them: which degradations a network tells apart, and
 * which it takes for the same (Sec. 5: a network that generalises to a degradation does not set it apart).
 */
export function pairwiseChi(
  { runs }: Pick<LayerAnalysis, 'runs'>,
  sets: Pick<DegradedSets, 'labels' | 'degradations'> & Partial<Pick<DegradedSets, 'contents' | 'sources'>>,
): PairChi[] {
  const { labels, degradations, contents } = sets;
  const draws = contents && setDraws({ contents, sources: sets.sources });
  return degradations.flatMap((a, first) =>
    degradations.slice(first + 1).map((b, offset) => {
      const second = first + 1 + offset;
      const rows = Array.from(labels.keys()).filter((i) => labels[i] === first || labels[i] === second);
      const own = rows.map((row) => labels[row]);
      const maps = runs.map(({ points }) => {
        const { columns, data } = points;
        const picked = new Float64Array(rows.length * columns);
        rows.forEach((row, i) => {
          picked.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
        });
        return createMatrix(rows.length, columns, picked);
      });
      return { a, b, chi: mapChi(maps, own, draws && drawsOf(draws, rows)) };
    }),
  );
}
