import type { LayerAnalysis } from '../analysis/analyse';
import type { Spread } from '../metrics/spread';

/** Whether records are what `analyse` gives. */
export function isLayerAnalyses(
  records: readonly Readonly<Record<string, unknown>>[],
): records is readonly (LayerAnalysis & Record<string, unknown>)[] {
  const isSpread = (value: unknown): value is Spread =>
    typeof value === 'object' && value !== null && 'standardDeviation' in value;
  return (
    records.length > 0 &&
    records.every(
      (one) =>
        typeof one?.layer === 'string' &&
        Array.isArray(one.runs) &&
        isSpread(one.wd) &&
        isSpread(one.bd) &&
        isSpread(one.chi) &&
        typeof one.reduced === 'object',
    )
  );
}

/** What `analyse` gives as rows for people: maps and runs are for figures. */
export function layerRows(results: readonly LayerAnalysis[]): Record<string, unknown>[] {
  return results.map(({ layer, patches, wd, bd, chi, reduced, pixels, grade }) => ({
    layer,
    patches,
    WD: wd,
    BD: bd,
    CHI: chi,
    'CHI before t-SNE': reduced.chi,
    ...(pixels === undefined ? {} : { 'CHI of the pixels': pixels }),
    ...(grade === undefined ? {} : { 'by degradation': grade }),
  }));
}
