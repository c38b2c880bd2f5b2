import type { LayerAnalysis } from '../../analysis/analyse';
import { checkMeasured, verdictBetween } from '../../claims/check';
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

/**
 * The claims on the global residual, asked of two transformers' analyses: with global residual and without, in all else equal. The last layer of each is looked at. Their bounds
 * are those of the convolutional networks, set before any transformer was trained.
 */
export function checkTransformers(analyses: {
  wGR: readonly LayerAnalysis[];
  woGR: readonly LayerAnalysis[];
}): CheckedClaim[] {
  const last = (layers: readonly LayerAnalysis[]): Spread => layers[layers.length - 1].chi;
  const [deep, without] = [last(analyses.wGR), last(analyses.woGR)];
  return [
    checkMeasured(clusters, { of: [deep], verdict: (value) => verdictBetween(value, 100, 20) }),
    checkMeasured(noClusters, { of: [without], verdict: (value) => verdictBetween(value, 5, 20) }),
    checkMeasured(matters, {
      of: [deep, without],
      statistic: ([wGR, woGR]) => wGR / woGR,
      verdict: (ratio) => verdictBetween(ratio, 20, 5),
      ours: (ratio) => `${ratio.toFixed(0)} times`,
    }),
  ];
}
