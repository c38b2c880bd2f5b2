import type { LayerAnalysis } from '../analysis/analyse';
import type { Spread } from '../metrics/spread';
import type { CheckedClaim, Claim } from './claim';
import { verdictBetween } from './grade';
import { checkMeasured } from './measured';

const clusters: Claim = {
  id: '4.3-wgr-clusters',
  section: 'Sec. 4.3, Fig. 6',
  text: 'With global residual, the deep features (RB16) of an SRResNet trained on clean images cluster by degradation.',
  paper: 'clear clusters',
  threshold: 'CHI at RB16 is over 100',
  reason:
    'three sets of 100 points that merely overlap have a CHI near 1; at 100 the scatter shows separate groups. Weakly from 20.',
};

const noClusters: Claim = {
  id: '4.3-wogr-no-clusters',
  section: 'Sec. 4.3, Fig. 6',
  text: 'Without global residual, the deep features do not separate degradations.',
  paper: 'no clusters',
  threshold: 'CHI at RB16 is below 5',
  reason: 'random labels give about 1; below 5 no group can be told by eye. Weakly below 20.',
};

const residualMatters: Claim = {
  id: '4.3-global-residual-matters',
  section: 'Sec. 4.3, Tab. 3',
  text: 'The global residual is what makes the difference (the two networks start and train exactly alike and differ in nothing else).',
  paper: 'wGR far above woGR',
  threshold: 'CHI at RB16 with global residual is at least 20 times that without',
  reason: 'far beyond the spread over t-SNE runs, which is below a factor of 2. Weakly from 5 times.',
};

const deeper: Claim = {
  id: '4.3-deep-layers',
  section: 'Sec. 4.3, Fig. 6',
  text: 'Degradation is told by deep layers, not by shallow ones.',
  paper: 'clusters appear with depth',
  threshold:
    'CHI of the network with global residual at RB16 is at least 20 times that at RB1, and the largest of all layers',
  reason: 'RB1 sees 5 x 5 pixels; what it tells apart would be the input itself. Weakly from 5 times.',
};

/**
 * The global-residual half of Sec. 4.3, checked on two networks' analyses (which must include RB1 and RB16): with
 * global residual and without, in all else equal.
 */
export function checkGlobalResidual(analyses: {
  wGR: readonly LayerAnalysis[];
  woGR: readonly LayerAnalysis[];
}): CheckedClaim[] {
  const chi = (layers: readonly LayerAnalysis[], name: string): Spread =>
    layers.find(({ layer }) => layer === name)!.chi;
  const deep = chi(analyses.wGR, 'RB16');
  const without = chi(analyses.woGR, 'RB16');
  const wholeTimes = (ratio: number): string => `${ratio.toFixed(0)} times`;
  return [
    checkMeasured(clusters, { of: [deep], verdict: (value) => verdictBetween(value, 100, 20) }),
    checkMeasured(noClusters, { of: [without], verdict: (value) => verdictBetween(value, 5, 20) }),
    checkMeasured(residualMatters, {
      of: [deep, without],
      statistic: ([wGR, woGR]) => wGR / woGR,
      verdict: (ratio) => verdictBetween(ratio, 20, 5),
      ours: wholeTimes,
    }),
    checkMeasured(deeper, {
      of: [deep, chi(analyses.wGR, 'RB1'), ...analyses.wGR.map((layer) => layer.chi)],
      statistic: ([last, first]) => last / first,
      verdict: (growth, [last, , ...all]) =>
        last < Math.max(...all) && growth >= 20 ? 'holds weakly' : verdictBetween(growth, 20, 5),
      ours: wholeTimes,
    }),
  ];
}
