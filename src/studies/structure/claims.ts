import type { Contrast } from '../../analysis/contrast';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, times, verdictBetween } from '../../claims/check';

const byClass: Claim = {
  id: 'A.10-classifier-by-class',
  section: 'A.10, Tab. 8, Fig. 18',
  text: 'With the unified backbone, too, deep features of the classification network cluster by class.',
  paper: 'by class',
  threshold:
    'at the last convolution before the mean (Down3), CHI by class is at least 3 times CHI by degradation (clean, blur1, noise10)',
  reason: 'CHI of either varies by less than a factor of 2 over t-SNE runs. Weakly from 1.',
};

const byDegradation: Claim = {
  ...byClass,
  id: 'A.10-sr-by-degradation',
  text: 'With the very same body, deep features of the super-resolution network cluster by degradation.',
  paper: 'by degradation',
  threshold:
    'at the last block (RB8), CHI by degradation is at least 3 times CHI by class (clean, blur1, noise10)',
};

const separate: Claim = {
  id: 'A.10-sr-clusters',
  section: 'A.10, Fig. 19',
  text: 'The super-resolution network with the unified backbone has deep degradation representations.',
  paper: 'clear clusters',
  threshold: 'CHI at the last block is over 100 (clean, blur4, noise20)',
  reason: 'at 100 the scatter shows separate groups, overlapping points have a CHI near 1. Weakly from 20.',
};

/** What the checks of A.10 look at. */
export interface NetworkStructureResults {
  /** At the deepest features that still have a place each, as Conv5_2 of a ResNet18. */
  readonly classification: Pick<Contrast, 'byClass' | 'byDegradation'>;
  /** At the last block of the body. */
  readonly superResolution: Pick<Contrast, 'byClass' | 'byDegradation'>;
  /** CHI by degradation of the super-resolution network on the test patches, at the last block. */
  readonly chi: number | Measured;
}

/** The claims of A.10: that task and training, not the body, decide what deep features are organised by. */
export function checkNetworkStructure(results: NetworkStructureResults): CheckedClaim[] {
  const { classification, superResolution, chi } = results;
  const outweighs = (claim: Claim, over: Measured, under: Measured): CheckedClaim =>
    checkMeasured(claim, {
      of: [over, under],
      statistic: ([a, b]) => a / b,
      verdict: (ratio) => verdictBetween(ratio, 3, 1),
      ours: times,
    });
  return [
    outweighs(byClass, classification.byClass, classification.byDegradation),
    outweighs(byDegradation, superResolution.byDegradation, superResolution.byClass),
    checkMeasured(separate, { of: [chi], verdict: (value) => verdictBetween(value, 100, 20) }),
  ];
}
