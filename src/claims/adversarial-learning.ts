import type { LayerAnalysis } from '../analysis/analyse';
import { checkClaim, type CheckedClaim, type Claim } from './claim';
import { verdictBetween } from './grade';
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
  const without = chi(networks.woGR.gan).mean;
  const ratio = without / chi(networks.woGR.mse).mean;
  const gain = (gan.mean - mse.mean) / (gan.standardDeviation + mse.standardDeviation);
  return [
    checkClaim(withResidual, gan.mean, verdictBetween(gan.mean, 100, 20)),
    checkClaim(withoutResidual, without, verdictBetween(without, 100, 20)),
    checkClaim(brings, times(ratio), verdictBetween(ratio, 50, 5)),
    checkClaim(
      strengthens,
      `${gan.mean.toFixed(0)} against ${mse.mean.toFixed(0)}`,
      gain > 1 ? 'holds' : gain > 0 ? 'holds weakly' : 'does not hold',
    ),
  ];
}
