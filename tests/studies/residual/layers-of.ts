import type { LayerAnalysis } from '../../../src/analysis/analyse';
import { overRuns } from '../../../src/metrics/spread';
import { anySeparation } from '../../analysis/any-separation';

/** Analyses of layers whose CHI is all that counts, by name. */
export const layersOf = (chi: Record<string, number>): LayerAnalysis[] =>
  Object.entries(chi).map(([layer, value]) => {
    const spread = overRuns([value]);
    return {
      layer,
      runs: [],
      wd: spread,
      bd: spread,
      chi: spread,
      reduced: { wd: 1, bd: value, chi: value },
      features: anySeparation,
      map: anySeparation,
      patches: 1,
    };
  });
