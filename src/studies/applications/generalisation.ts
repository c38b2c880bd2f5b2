import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { mapChi, setDraws } from '../../analysis/analyse-features';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { drawsOf } from '../../metrics/image-draws';
import type { Spread } from '../../metrics/spread';
import { bars } from '@ddr-lab/charts/bars';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { networkStyles, shades } from '@ddr-lab/charts/network-styles';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from '../../charts/clusters';

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

/** What `generalisationFigure` and `generalisationChiFigure` take. */
export interface GeneralisationOptions extends FigureOptions {
  /** The network that was trained in different ways; default `SRGAN-wGR`. */
  readonly network?: string;
}

/**
 * The paper's Fig. 9: one layer of a network by what it was trained on (the columns), a point a patch, coloured by degradation.
 *
 * @param trainings one layer's analysis by what was trained on: `clean`, `clean and noise`
 */
export function generalisationFigure(
  trainings: Readonly<Record<string, Pick<LayerAnalysis, 'runs' | 'chi'>>>,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: GeneralisationOptions = {},
): Figure {
  const { name = 'fig9-generalisation', network = 'SRGAN-wGR' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: Object.entries(trainings).map(([data, { runs, chi }]) => ({
      row: `${network} trained on`,
      column: data,
      points: runs[0].points,
      labels: sets.labels,
      note: `CHI ${chiText(chi.mean)}`,
    })),
  });
}

/**
 * CHI of each pair of degradations, a bar for what the network was trained on: shades of the network's colour, paler as more was
 * learnt.
 *
 * @param trainings the pairs by what was trained on, in the order of the bars: `clean`, `clean and noise`
 */
export function generalisationChiFigure(
  trainings: Readonly<Record<string, readonly PairChi[]>>,
  options: GeneralisationOptions = {},
): Figure {
  const { name = 'fig11-generalisation-chi', network = 'SRGAN-wGR' } = options;
  const all = Object.entries(trainings);
  const [look] = networkStyles([network]);
  const tints = shades(look.colour, all.length);
  return bars({
    ...options,
    name,
    categories: all[0][1].map(({ a, b }) => `${a} / ${b}`),
    series: all.map(([data, pairs]) => ({ name: `trained on ${data}`, values: pairs.map(({ chi }) => chi) })),
    styles: tints.map((colour) => ({ ...look, colour })),
    valueTitle: 'CHI of the pair',
  });
}
