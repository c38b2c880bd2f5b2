import type { DegradedSets } from '../../analysis/degraded-sets';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { chiText } from './chi-text';
import type { Reduced } from './fig21-reductions';

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
