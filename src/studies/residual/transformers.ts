import type { LayerAnalysis } from '../../analysis/analyse';
import { checkMeasured, times, verdictBetween } from '../../claims/check';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import type { Spread } from '../../metrics/spread';

const section = 'Sec. 4.3, beyond the paper';

const clusters: Claim = {
  id: '4.3-transformer-wgr-clusters',
  section,
  text: 'It is not a matter of convolutions: with global residual, the last group of a SwinIR trained on clean images alone clusters by degradation.',
  paper: undefined,
  threshold: 'CHI at the last RSTB is over 100',
  reason: 'the bound of the SRResNet: at 100 the scatter shows separate groups. Weakly from 20.',
};

const noClusters: Claim = {
  id: '4.3-transformer-wogr-no-clusters',
  section,
  text: 'Without global residual, a SwinIR does not separate degradations.',
  paper: 'no clusters (of an SRResNet)',
  threshold: 'CHI at the last RSTB is below 5',
  reason: 'the bound of the SRResNet: below 5 no group can be told by eye. Weakly below 20.',
};

const matters: Claim = {
  id: '4.3-transformer-global-residual-matters',
  section,
  text: 'The global residual is what makes the difference between two SwinIRs, too.',
  paper: 'wGR far above woGR (of SRResNets)',
  threshold: 'CHI at the last RSTB with global residual is at least 20 times that without',
  reason:
    'the bound of the SRResNet: far beyond the spread over t-SNE runs, which is below a factor of 2. Weakly from 5 times.',
};

const skip: Claim = {
  id: '4.3-transformer-body-skip',
  section,
  text: "What takes the global residual's place is the long skip over SwinIR's body: where Conv1 is added again, the clusters are gone.",
  paper: undefined,
  threshold: 'CHI at Body is below 5 in both networks; shown is the larger',
  reason:
    'below 5 no group can be told by eye. Weakly below 20. Asked after looking at these two networks, so that it explains them and no more.',
};

const learnt: Claim = {
  id: '4.3-transformer-learnt',
  section,
  text: 'It is training that brings this: a SwinIR of random weights does not tell degradations apart.',
  paper: undefined,
  threshold: 'CHI at the last RSTB of random weights is below 5',
  reason: 'random labels give about 1; below 5 no group can be told by eye. Weakly below 20.',
};

/**
 * The claims on the global residual, asked of two transformers' analyses: with global residual and without, in all else equal. The last RSTB of each is looked at, and Body, which adds Conv1
 * to the features again. Bounds are those of the convolutional networks; the first three were set before any transformer was trained.
 *
 * @param analyses `random`: of a network without global residual that was not trained.
 */
export function checkTransformers(analyses: {
  wGR: readonly LayerAnalysis[];
  woGR: readonly LayerAnalysis[];
  random: readonly LayerAnalysis[];
}): CheckedClaim[] {
  const last = (layers: readonly LayerAnalysis[]): Spread =>
    layers.filter(({ layer }) => layer.startsWith('RSTB')).slice(-1)[0].chi;
  const body = (layers: readonly LayerAnalysis[]): Spread =>
    layers.find(({ layer }) => layer === 'Body')!.chi;
  const { wGR, woGR, random } = analyses;
  const [deep, without] = [last(wGR), last(woGR)];
  return [
    checkMeasured(clusters, { of: [deep], verdict: (value) => verdictBetween(value, 100, 20) }),
    checkMeasured(noClusters, { of: [without], verdict: (value) => verdictBetween(value, 5, 20) }),
    checkMeasured(matters, {
      of: [deep, without],
      statistic: ([withIt, withoutIt]) => withIt / withoutIt,
      verdict: (ratio) => verdictBetween(ratio, 20, 5),
      ours: times,
    }),
    checkMeasured(skip, {
      of: [body(wGR), body(woGR)],
      statistic: (values) => Math.max(...values),
      verdict: (value) => verdictBetween(value, 5, 20),
    }),
    checkMeasured(learnt, { of: [last(random)], verdict: (value) => verdictBetween(value, 5, 20) }),
  ];
}
