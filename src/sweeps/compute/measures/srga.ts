import { centredProducts, featureColumns, lastFeatures } from '../../../metrics/feature-columns';
import { type FeatureDensity, fitDensity } from '../../../metrics/feature-density';
import { generalisation } from '../../../metrics/srga';
import type { MeasureUnitBy } from '../context';
import { type Row, row } from '../row';

/** SRGA of each degradation against the first, of the last layer before the output; without intervals. */
export const measureSrga: MeasureUnitBy = async ({ opened, sets, onProgress, signal }) => {
  const { network } = opened;
  const { patches, labels, degradations } = sets!;
  const layer = lastFeatures(network);
  const rows: Row[] = [];
  let reference: FeatureDensity | undefined;
  for (const [k, degradation] of degradations.entries()) {
    signal?.throwIfAborted();
    const own = patches.filter((_, i) => labels[i] === k);
    const products = await centredProducts(await featureColumns(network, layer, own), {});
    const density = await fitDensity(products, { draws: 0, signal });
    reference ??= density;
    rows.push(row('SRGA', generalisation(reference, density).srga, { layer, degradation }));
    onProgress?.({ done: k + 1, total: degradations.length, note: 'SRGA' });
  }
  return { rows, notes: [] };
};
