import type { PairChi } from '../../applications/generalisation';
import { bars } from '@ddr-lab/charts/bars';
import type { Figure } from '@ddr-lab/charts/figure';
import { networkStyles, shades } from '@ddr-lab/charts/network-styles';
import type { GeneralisationOptions } from './fig9-generalisation';

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
