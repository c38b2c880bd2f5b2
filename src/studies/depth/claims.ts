import { InputError } from '@ddr-lab/base/errors';
import { rankCorrelation } from '../../metrics/rank-correlation';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, times, verdictBetween } from '../../claims/check';

const deep: Claim = {
  id: 'A.7-deep',
  section: 'A.7, Tab. 4, Fig. 14',
  text: 'The deepest SRCNN with global residual tells degradations apart in its deep features.',
  paper: 168.12,
  threshold: 'CHI at its last layer but one is over 100',
  reason: 'at 100 the scatter shows separate groups, overlapping points have a CHI near 1. Weakly from 20.',
};

const shallow: Claim = {
  id: 'A.7-deep-over-shallow',
  section: 'A.7, Tab. 4, Fig. 14',
  text: 'It takes depth: the shallowest SRCNN does not tell them apart as the deepest does.',
  paper: 'clusters appear with depth',
  threshold: 'CHI of the deepest is at least 20 times that of the shallowest, both with global residual',
  reason: 'far beyond the spread over t-SNE runs, which is below a factor of 2. Weakly from 5 times.',
};

const grows: Claim = {
  id: 'A.7-grows-with-depth',
  section: 'A.7, Tab. 4',
  text: 'CHI grows with the number of layers.',
  paper: 'grows with depth',
  threshold: 'rank correlation of layers and CHI (with global residual) is at least 0.9',
  reason: 'of six depths one pair of neighbours may change places (0.94). Weakly from 0.6.',
};

/**
 * What A.7 says of depth, on SRCNNs with global residual.
 *
 * @param rows CHI by the number of layers, at least two, in order.
 * @throws InputError for fewer.
 */
export function checkDepth(
  rows: readonly { readonly layers: number; readonly wGR: { readonly chi: Measured } }[],
): CheckedClaim[] {
  if (rows.length < 2)
    throw new InputError(`Depth is checked on two networks or more, not on ${rows.length}.`);
  const chi = rows.map(({ wGR }) => wGR.chi);
  const last = chi[chi.length - 1];
  const layers = rows.map((row) => row.layers);
  return [
    checkMeasured(deep, { of: [last], verdict: (value) => verdictBetween(value, 100, 20) }),
    checkMeasured(shallow, {
      of: [last, chi[0]],
      statistic: ([deepest, shallowest]) => deepest / shallowest,
      verdict: (ratio) => verdictBetween(ratio, 20, 5),
      ours: times,
    }),
    checkMeasured(grows, {
      of: chi,
      statistic: (values) => rankCorrelation(layers, values),
      verdict: (order) => verdictBetween(order, 0.9, 0.6),
    }),
  ];
}
