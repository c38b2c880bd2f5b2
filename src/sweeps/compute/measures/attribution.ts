import { attributeNetwork } from '../../../reports/attribute-network';
import type { MeasureUnitBy } from '../context';
import { row } from '../row';

/**
 * How many pixels a network draws on for the detail in the middle of the first patch, under each degradation: the diffusion index, and the
 * objective that its map adds up to.
 */
export const measureAttribution: MeasureUnitBy = async ({ opened, sets, signal }) => {
  const { network, scale } = opened;
  if (scale === undefined)
    return { rows: [], notes: ['it puts out no image: there is nothing to attribute'] };
  const found = await attributeNetwork(network, sets!, scale, { signal });
  const rows = found.flatMap(({ degradation, di, objective }) => [
    row('DI', di, { degradation }),
    row('attributed', objective, { degradation }),
  ]);
  return { rows, notes: [`attribution by ${found[0].method}`] };
};
