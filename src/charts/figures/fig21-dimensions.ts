import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import { greyInk } from '@ddr-lab/charts/theme';
import type { Reduced } from './fig21-reductions';

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
