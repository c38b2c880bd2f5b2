import type { LayerAnalysis } from '../../analysis/analyse';
import { checkMeasured, type Measured, times, verdictBetween } from '../../claims/check';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import type { Separation } from '../../metrics/separation';
import type { Spread } from '../../metrics/spread';

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

const section = 'Sec. 4.3, beyond the paper';

const reached =
  'half of it is more than shares of one network differ by between sets of images (a tenth). Weakly from a quarter.';

const perceptual: Claim = {
  id: '4.3-perceptual-alone',
  section,
  text: 'The perceptual loss alone, the discriminator unheard, brings the clusters to the network without global residual.',
  paper: undefined,
  threshold:
    "at RB16 after t-SNE, the degradations' share of the variance is at least half of that of the SRGAN without global residual, and at least twice that of the SRResNet that both began as",
  reason: reached,
};

const verdict: Claim = {
  id: '4.3-verdict-alone',
  section,
  text: "The discriminator's verdict alone, without a perceptual loss, brings them.",
  paper: 'adversarial learning brings them',
  threshold: perceptual.threshold,
  reason: reached,
};

const residual: Claim = {
  id: '4.3-gan-residual',
  section,
  text: 'Trained as SRGANs by one recipe, the network with global residual tells degradations more clearly than the one without.',
  paper: 'wGR above woGR',
  threshold:
    "at RB16 after t-SNE, the degradations' share of the variance with global residual is at least 1.2 times that without",
  reason: 'shares of one network differ by a tenth between sets of images. Weakly: it is larger.',
};

/** What is looked at of one network's RB16 after t-SNE; with redraws of the images, claims have intervals. */
export type MapShare = Pick<Separation, 'share' | 'shares' | 'resampled'>;

/** Networks without global residual that began alike and were trained by one recipe, but for what they learnt from. */
export interface Teachers {
  /** What they began as: pixels alone. */
  readonly pixels: MapShare;
  /** Pixels, a perceptual loss and a discriminator. */
  readonly both: MapShare;
  readonly perceptual: MapShare;
  readonly verdict: MapShare;
}

/**
 * Is it the discriminator or the perceptual loss that brings the clusters? Checked on the networks without global residual;
 * and what the residual adds where the recipe is one.
 */
export function checkPerceptualOrVerdict(woGR: Teachers, wGR: Pick<Teachers, 'both'>): CheckedClaim[] {
  const alone = (claim: Claim, by: MapShare): CheckedClaim =>
    checkMeasured(claim, {
      of: [share(by), share(woGR.both), share(woGR.pixels)],
      statistic: ([one, both]) => one / both,
      verdict: (part, [one, both, began]) => both > 0 && one >= 2 * began && verdictBetween(part, 0.5, 0.25),
      ours: (part, [one]) => `${one.toFixed(2)}, ${(100 * part).toFixed(0)} %`,
      unit: (part) => 100 * part,
      intervalOf: 'per cent',
    });
  return [
    alone(perceptual, woGR.perceptual),
    alone(verdict, woGR.verdict),
    checkMeasured(residual, {
      of: [share(wGR.both), share(woGR.both)],
      statistic: ([withIt, without]) => withIt / without,
      verdict: (ratio) => verdictBetween(ratio, 1.2, 1),
      ours: times,
    }),
  ];
}

const share = ({ share: mean, shares, resampled }: MapShare): Measured => ({
  mean,
  resampled: resampled?.share,
  ofRuns: shares,
});
