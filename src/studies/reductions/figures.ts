import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { greyInk } from '@ddr-lab/charts/theme';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { chiText } from '../../charts/clusters';
import type { ReducedPoints } from './dimensionality';

/** Several networks' points, each reduced in the same ways, by the networks' names. */
export type Reduced = Readonly<Record<string, readonly ReducedPoints[]>>;

/**
 * The paper's Fig. 21 for two dimensions: one row a network, one column a reduction, a point a patch, coloured by degradation; CHI
 * below a panel is the mean over the runs.
 */
export function reductionsFigure(
  reduced: Reduced,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig21-reductions', axesNote = 'axes have no unit' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    axesNote,
    panels: Object.entries(reduced).flatMap(([row, all]) =>
      all
        .filter(({ dims }) => dims === 2)
        .map(({ reduction, points, chi }) => ({
          row,
          column: reduction,
          points,
          labels: sets.labels,
          note: `CHI ${chiText(chi.mean)}`,
        })),
    ),
  });
}

/** Dashes stand for the reductions, in the order in which they first appear; colours and markers for the networks. */
const dashes = ['dot', 'solid', 'dash', 'dashdot', 'longdash'];

/**
 * CHI by the number of dimensions, one line a network and reduction; mean and standard deviation over the runs. The network is
 * the line's colour and marker, the reduction its dash; the legend
 * lists the two apart.
 */
export function reductionDimensionsFigure(reduced: Reduced, options: FigureOptions = {}): Figure {
  const { name = 'fig21-dimensions' } = options;
  const networks = Object.keys(reduced);
  const all = Object.values(reduced);
  const counts = [...new Set(all[0].map(({ dims }) => dims))];
  const reductions = [...new Set(all.flat().map(({ reduction }) => reduction))];
  const looks = networkStyles(networks);
  const dash = (r: number): string => dashes[r % dashes.length];
  const pairs = networks.flatMap((network, n) =>
    reductions.map((reduction, r) => ({ network, reduction, style: { ...looks[n], dash: dash(r) } })),
  );
  return lines({
    ...options,
    name,
    x: counts.map(String),
    categoryTitle: 'dimensions',
    valueTitle: 'CHI (by degradation)',
    logarithmic: true,
    styles: pairs.map(({ style }) => style),
    legendRows: [
      networks.map((network, n) => ({ name: network, style: { ...looks[n], dash: 'solid' } })),
      reductions.map((reduction, r) => ({ name: reduction, style: { colour: greyInk, dash: dash(r) } })),
    ],
    series: pairs.map(({ network, reduction }) => ({
      name: `${network}, ${reduction}`,
      values: counts.map(
        (count) =>
          reduced[network].find((one) => one.reduction === reduction && one.dims === count)?.chi ?? NaN,
      ),
    })),
  });
}

/** One t-SNE map of one network's points. */
export interface SettingMap {
  readonly network: string;
  /** What was set: `seed 2`, `perplexity 5`. */
  readonly setting: string;
  readonly points: Matrix;
  readonly chi: number;
}

/** The same points under one setting of t-SNE after the other: one row a network, one column a setting. */
export function tsneSettingsFigure(
  maps: readonly SettingMap[],
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig21-settings' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: maps.map(({ network, setting, points, chi }) => ({
      row: network,
      column: setting,
      points,
      labels: sets.labels,
      note: `CHI ${chiText(chi)}`,
    })),
  });
}

/** Which two of three axes each panel shows. */
const sides = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/**
 * The paper's Fig. 21 for three dimensions, seen from three sides: one row a network, one column a pair of axes of its
 * t-SNE map; CHI below the first panel of a row is that of the three dimensions, mean over the runs.
 */
export function sidesFigure(
  reduced: Reduced,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig21-sides' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: Object.entries(reduced).flatMap(([row, all]) =>
      all
        .filter(({ dims, reduction }) => dims === 3 && reduction === 't-SNE')
        .flatMap(({ points, chi }) =>
          sides.map(([a, b], side) => ({
            row,
            column: `axes ${a + 1} and ${b + 1}`,
            points: twoColumns(points, a, b),
            labels: sets.labels,
            note: side === 0 ? `CHI ${chiText(chi.mean)}` : undefined,
          })),
        ),
    ),
  });
}

function twoColumns({ rows, columns, data }: Matrix, a: number, b: number): Matrix<Float64Array> {
  const pairs = Float64Array.from(
    { length: 2 * rows },
    (_, at) => data[(at >> 1) * columns + (at % 2 === 0 ? a : b)],
  );
  return createMatrix(rows, 2, pairs);
}
