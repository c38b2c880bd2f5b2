import type { Figure } from '../figure';
import { lines } from '../lines';
import type { Reduced } from './fig21-reductions';

/** CHI by the number of dimensions, one line a network and reduction; mean and standard deviation over the runs. */
export function reductionDimensionsFigure(
  reduced: Reduced,
  options: { name?: string; title?: string } = {},
): Figure {
  const { name = 'fig21-dimensions', title } = options;
  const all = Object.entries(reduced);
  const counts = [...new Set(all[0][1].map(({ dims }) => dims))];
  const figure = lines({
    name,
    title,
    width: 'double',
    height: 2.8,
    x: counts.map(String),
    categoryTitle: 'dimensions',
    valueTitle: 'CHI (by degradation)',
    logarithmic: true,
    series: all.flatMap(([network, points]) =>
      [...new Set(points.map(({ reduction }) => reduction))].map((reduction) => ({
        name: `${network}, ${reduction}`,
        values: counts.map(
          (count) => points.find((one) => one.reduction === reduction && one.dims === count)!.chi,
        ),
      })),
    ),
  });
  // A row of the legend a network.
  const reductions = new Set(all[0][1].map(({ reduction }) => reduction)).size;
  Object.assign(figure.layout.legend as object, { entrywidth: 1 / reductions, entrywidthmode: 'fraction' });
  return figure;
}
