import type { LayerAnalysis } from '../analysis/analyse';
import type { CheckedClaim, Claim } from './claim';
import { verdictBetween } from './grade';
import { checkMeasured } from './measured';
import { times } from './times';

const withResidual: Claim = {
  id: '4.3-gan-wgr-clusters',
  section: 'Sec. 4.3, Fig. 7',
  text: 'SRGAN with global residual tells degradations apart in its deep features, too.',
  paper: 'clear clusters',
  threshold: 'CHI at RB16 is over 100',
  reason: 'at 100 the scatter shows separate groups, overlapping points have a CHI near 1. Weakly from 20.',
};

const withoutResidual: Claim = {
  id: '4.3-gan-wogr-clusters',
  section: 'Sec. 4.3, Fig. 7',
  text: 'So does SRGAN without global residual.',
  paper: 'clusters',
  threshold: 'CHI at RB16 is over 100',
  reason: 'the same bound as with global residual. Weakly from 20.',
};

const brings: Claim = {
  id: '4.3-adversarial-learning-brings',
  section: 'Sec. 4.3, Fig. 7, Tab. 3',
  text: 'It is the training as SRGAN that brings this to the network without global residual (it began as the MSE network).',
  paper: 'GAN far above MSE',
  threshold: 'CHI at RB16 is at least 50 times that of the MSE network it began as',
  reason: 'far beyond the spread over t-SNE runs, which is below a factor of 2. Weakly from 5 times.',
};

const strengthens: Claim = {
  id: '4.3-adversarial-learning-strengthens',
  section: 'Sec. 4.3, Tab. 3',
  text: 'With global residual, adversarial learning makes the clusters clearer.',
  paper: 'GAN above MSE',
  threshold:
    'CHI at RB16 is larger than that of the MSE network by more than both standard deviations together',
  reason: "a smaller difference could be t-SNE's. Weakly where it is larger at all.",
};

/** A network trained with a pixel loss, and the same after adversarial training; RB16 must be among their layers. */
export interface MseAndGan {
  readonly mse: readonly LayerAnalysis[];
  readonly gan: readonly LayerAnalysis[];
}

/** The adversarial half of Sec. 4.3, checked on the four networks. */
export function checkAdversarialLearning(networks: { wGR: MseAndGan; woGR: MseAndGan }): CheckedClaim[] {
  const chi = (layers: readonly LayerAnalysis[]): LayerAnalysis['chi'] =>
    layers.find(({ layer }) => layer === 'RB16')!.chi;
  const [mse, gan] = [chi(networks.wGR.mse), chi(networks.wGR.gan)];
  const without = chi(networks.woGR.gan);
  const deviations = gan.standardDeviation + mse.standardDeviation;
  return [
    checkMeasured(withResidual, { of: [gan], verdict: (value) => verdictBetween(value, 100, 20) }),
    checkMeasured(withoutResidual, { of: [without], verdict: (value) => verdictBetween(value, 100, 20) }),
    checkMeasured(brings, {
      of: [without, chi(networks.woGR.mse)],
      statistic: ([after, before]) => after / before,
      verdict: (ratio) => verdictBetween(ratio, 50, 5),
      ours: times,
    }),
    checkMeasured(strengthens, {
      of: [gan, mse],
      statistic: ([after, before]) => after - before,
      verdict: (gain) => (gain > deviations ? 'holds' : gain > 0 ? 'holds weakly' : 'does not hold'),
      ours: (_, [after, before]) => `${after.toFixed(0)} against ${before.toFixed(0)}`,
      intervalOf: 'difference',
    }),
  ];
}
