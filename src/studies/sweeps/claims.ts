import { checkMeasured, verdictBetween } from '../../claims/check';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { overRuns } from '../../metrics/spread';
import { orderPairs, type OrderTable, type Recomputed } from './order';

const order: Claim = {
  id: 'E1-order',
  section: 'Sweeps, beyond the paper',
  text: 'Which networks separate degradations most does not depend on which degradations, or which images, one asks with.',
  paper: undefined,
  threshold: 'the least rank correlation of the networks’ CHI between two settings is at least 0.79',
  reason:
    'of four networks, 0.8 is one pair of neighbours that changes places. Weakly from 0.5: two such pairs leave 0.6.',
};

const again: Claim = {
  id: 'E1-recomputed',
  section: 'Sweeps, beyond the paper',
  text: 'A unit that is computed anew has the numbers that another machine wrote down.',
  paper: undefined,
  threshold: 'CHI of the principal components differs by at most 0.1 % at every layer',
  reason:
    'processors differ in last digits, which PCA does not magnify. Weakly up to 1 %; t-SNE is chaotic, and its CHI is not held to this.',
};

/**
 * The claim on the order of networks, by the pair of settings that agrees least; also for other seeds of t-SNE (`checkMeasured`).
 *
 * @param table two settings at least.
 */
export function checkOrder({ networks, settings, values }: OrderTable): CheckedClaim {
  return checkMeasured(order, {
    of: values.flat().map((runs) => ({ mean: overRuns(runs).mean, ofRuns: runs })),
    statistic: (means) => {
      const rows = settings.map((_, i) => means.slice(i * networks.length, (i + 1) * networks.length));
      return Math.min(...orderPairs(settings, rows).map(({ correlation }) => correlation));
    },
    verdict: (least) => verdictBetween(least, 0.79, 0.5),
  });
}

/** The claim on a unit that was computed anew, by the layer that differs most. */
export function checkRecomputed({ components }: Pick<Recomputed, 'components'>): CheckedClaim {
  return checkMeasured(again, {
    of: [{ mean: components }],
    verdict: (most) => verdictBetween(-most, -0.001, -0.01),
  });
}
