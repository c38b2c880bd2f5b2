import type { CameraScores } from './cameras';
import type { Spread } from '../../metrics/spread';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, times, verdictBetween } from '../../claims/check';

const told: Claim = {
  id: 'A.3-real-degradations',
  section: 'A.3, Fig. 12',
  text: 'The deep features (RB16) of SRResNet with global residual tell real pictures apart by camera and quality.',
  paper: undefined,
  threshold: 'CHI by camera and quality at RB16 is over 100',
  reason:
    'the bound that clusters by degradation must pass for synthetic ones, too; overlapping points have a CHI near 1. Weakly from 20.',
};

const notContent: Claim = {
  id: 'A.3-not-content',
  section: 'A.3, Fig. 12',
  text: 'It is camera and quality that they tell, not what a picture shows.',
  paper: undefined,
  threshold: 'CHI by camera and quality is at least 3 times CHI by scene',
  reason: 'CHI of either varies by less than a factor of 2 over t-SNE runs. Weakly from 1.',
};

const residualMatters: Claim = {
  id: 'A.3-global-residual',
  section: 'A.3, Fig. 12',
  text: 'Without global residual they are told apart far less.',
  paper: undefined,
  threshold: 'CHI at RB16 with global residual is at least 20 times that without',
  reason: 'the bound for synthetic degradations (4.3), far beyond the spread over t-SNE runs. Weakly from 5.',
};

/** What A.3 says of real cameras, checked on RB16 of SRResNet with and without global residual. */
export function checkRealWorld(scores: { wGR: CameraScores; woGR: CameraScores }): CheckedClaim[] {
  const over = (claim: Claim, less: Spread, bounds: readonly [number, number]): CheckedClaim =>
    checkMeasured(claim, {
      of: [scores.wGR.bySet, less],
      statistic: ([a, b]) => a / b,
      verdict: (ratio) => verdictBetween(ratio, ...bounds),
      ours: times,
    });
  return [
    checkMeasured(told, { of: [scores.wGR.bySet], verdict: (chi) => verdictBetween(chi, 100, 20) }),
    over(notContent, scores.wGR.byScene, [3, 1]),
    over(residualMatters, scores.woGR.bySet, [20, 5]),
  ];
}
