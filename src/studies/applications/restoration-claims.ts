import { rankCorrelation } from '../../metrics/rank-correlation';
import type { RestorationAndSeparationRow } from './restoration-and-separation';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, times, verdictBetween } from '../../claims/check';

const before =
  'Set before any of these numbers was looked at; scenes were looked at first, photographs second.';

const restoresNoise: Claim = {
  id: '5-trained-restores-noise',
  section: 'Sec. 5, beyond the paper',
  text: 'The network trained on noise has learnt to remove it.',
  paper: undefined,
  threshold: 'PSNR on noise20 is at least 1 dB above that of the network trained on clean images',
  reason: `1 dB is a fifth of the squared error. Weakly from 0.3 dB. ${before}`,
};

const restoresBlur: Claim = {
  id: '5-trained-restores-blur',
  section: 'Sec. 5, beyond the paper',
  text: 'The network trained on blur has learnt to undo it.',
  paper: undefined,
  threshold: 'PSNR on blur4 is at least 0.3 dB above that of the network trained on clean images',
  reason: `little of an image is left under blur4, so less than of noise can be won. Weakly from 0.1 dB. ${before}`,
};

const split = 'Noise and blur were one claim until scenes had been seen; the bound is as it was.';
const merges = (trainedOn: string, images: string): string =>
  `It is in the output that the network trained on ${trainedOn} brings ${images} and clean images together: the two versions of a patch come out more alike.`;
const atMostHalf = (degradation: string): string =>
  `the mean squared distance of the clean and the ${degradation} version of a patch (by that of different patches) at the output is at most a half of that of the network trained on clean images`;

const outputMergesNoise: Claim = {
  id: '5-output-merges-noise',
  section: 'Sec. 5, beyond the paper',
  text: merges('noise', 'noisy'),
  paper: undefined,
  threshold: atMostHalf('noise20'),
  reason: `the bound of the claims on CHI of a pair. Weakly where it is lower at all. ${before} ${split}`,
};

const outputMergesBlur: Claim = {
  id: '5-output-merges-blur',
  section: 'Sec. 5, beyond the paper',
  text: merges('blur', 'blurred'),
  paper: undefined,
  threshold: atMostHalf('blur4'),
  reason: outputMergesNoise.reason,
};

const shareMerges: Claim = {
  id: '5-share-merges',
  section: 'Sec. 5, beyond the paper',
  text: 'What a network was trained on weighs less in its deep features (RB16, averaged over the patch; share of the variance in place of CHI).',
  paper: 'clusters merge',
  threshold:
    "the pair's share of the variance is at most a half of that of the network trained on clean images, for noise20 of the one trained on noise and for blur4 of the one trained on blur",
  reason: `the bound of the claims on CHI of a pair. Weakly: it is lower for both. ${before}`,
};

const knows: Claim = {
  id: '5-knows-what-it-removes',
  section: 'Sec. 5, beyond the paper',
  text: 'A network that removes a degradation must know it: the more training on a degradation wins in PSNR, the more the degradation weighs in the last block, over SRGANs and RRDBs.',
  paper: 'the other way round',
  threshold:
    'the rank correlation of the gain in PSNR and of the change of the share of the variance (averaged features, against the same form trained on clean images) is at least 0.6 over networks and degradations',
  reason: `unrelated, ten pairs give 0 with a standard deviation of a third. Weakly from 0.3. ${before}`,
};

/** What training on degradations brought, under one of them. */
export interface LearntDegradation {
  /** The network and the degradation, as a reader should see them. */
  readonly network: string;
  readonly degradation: string;
  /** PSNR in dB above that of the network of the same form trained on clean images. */
  readonly gain: number;
  /** The share of the variance of clean against this degradation in the averaged features of the last block: this network's, and that of the clean one. */
  readonly share: number;
  readonly shareOfClean: number;
  /** The three of them, had other images been drawn: one value a redraw, for intervals. */
  readonly resampled?: {
    readonly gain: readonly number[];
    readonly share: readonly number[];
    readonly shareOfClean: readonly number[];
  };
}

/**
 * What training on degradations brought under one of them, from two rows of `restorationAndSeparation` on the same images.
 *
 * @param network as a reader should see it.
 * @param own of the network trained on degradations.
 * @param ofClean of the network of the same form trained on clean images, under the same degradation.
 */
export function learntDegradation(
  network: string,
  own: RestorationAndSeparationRow,
  ofClean: RestorationAndSeparationRow,
): LearntDegradation {
  const [after, before] = [own.psnr.resampled, ofClean.psnr.resampled];
  const [share, shareOfClean] = [own.resampled?.share, ofClean.resampled?.share];
  return {
    network,
    degradation: own.degradation,
    gain: own.psnr.mean - ofClean.psnr.mean,
    share: own.share,
    shareOfClean: ofClean.share,
    ...(after && before && share && shareOfClean
      ? { resampled: { gain: after.map((value, d) => value - before[d]), share, shareOfClean } }
      : {}),
  };
}

/** How far the outputs for two versions of a patch lie apart, of one network. */
export type OutputDistance = Pick<RestorationAndSeparationRow, 'distanceOfOutput' | 'resampled'>;

/** What the claims on restoration and separation are checked on. */
export interface RestorationAndSeparation {
  /** The network trained on noise, under noise20; and that trained on blur, under blur4. */
  readonly noise: LearntDegradation;
  readonly blur: LearntDegradation;
  /** At the output: of these two, and of the network trained on clean images under the same. */
  readonly output: { readonly noise: OutputDistance; readonly blur: OutputDistance };
  readonly outputOfClean: { readonly noise: OutputDistance; readonly blur: OutputDistance };
  /** All networks that were trained on degradations, under each; those with redraws were looked at on equally many images. */
  readonly all: readonly LearntDegradation[];
}

/** The claims on why features may part by what a network was trained on, checked. */
export function checkRestorationAndSeparation(found: RestorationAndSeparation): CheckedClaim[] {
  const { noise, blur, output, outputOfClean, all } = found;
  const decibels = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} dB`;
  const number = (one: LearntDegradation, name: 'gain' | 'share' | 'shareOfClean'): Measured => ({
    mean: one[name],
    resampled: one.resampled?.[name],
  });
  const restores = (claim: Claim, one: LearntDegradation, strong: number, weak: number): CheckedClaim =>
    checkMeasured(claim, {
      of: [number(one, 'gain')],
      verdict: (gain) => verdictBetween(gain, strong, weak),
      ours: decibels,
    });
  const distance = ({ distanceOfOutput, resampled }: OutputDistance): Measured => ({
    mean: distanceOfOutput,
    resampled: resampled?.distanceOfOutput,
  });
  const outputMerges = (claim: Claim, of: 'noise' | 'blur'): CheckedClaim =>
    checkMeasured(claim, {
      of: [distance(outputOfClean[of]), distance(output[of])],
      statistic: ([before, after]) => before / after,
      verdict: (quotient) => verdictBetween(quotient, 2, 1),
      ours: fold,
      intervalOf: 'quotient',
    });
  const lowerShares = ([noiseBefore, noiseAfter, blurBefore, blurAfter]: readonly number[]): number[] => [
    lower(noiseBefore, noiseAfter),
    lower(blurBefore, blurAfter),
  ];
  return [
    restores(restoresNoise, noise, 1, 0.3),
    restores(restoresBlur, blur, 0.3, 0.1),
    outputMerges(outputMergesNoise, 'noise'),
    outputMerges(outputMergesBlur, 'blur'),
    checkMeasured(shareMerges, {
      of: [noise, blur].flatMap((one) => [number(one, 'shareOfClean'), number(one, 'share')]),
      statistic: (shares) => Math.min(...lowerShares(shares)),
      verdict: (least) => verdictBetween(least, 2, 1),
      ours: (_, shares) => words(lowerShares(shares)),
      intervalOf: 'smaller quotient',
    }),
    checkMeasured(knows, {
      of: all.flatMap((one) => [number(one, 'gain'), number(one, 'share'), number(one, 'shareOfClean')]),
      statistic: (numbers) =>
        rankCorrelation(
          all.map((_, i) => numbers[3 * i]),
          all.map((_, i) => numbers[3 * i + 1] - numbers[3 * i + 2]),
        ),
      verdict: (together) => verdictBetween(together, 0.6, 0.3),
    }),
  ];
}

/** How many times lower than the first the second is; a share at or below chance is lower than any. */
const lower = (before: number, after: number): number => (after > 0 ? Math.max(0, before) / after : Infinity);

const words = ([noise, blur]: readonly number[]): string => `noise ${fold(noise)}, blur ${fold(blur)}`;
const fold = (ratio: number): string =>
  ratio === Infinity
    ? 'gone'
    : ratio >= 1
      ? `${times(ratio)} lower`
      : ratio > 0
        ? `${times(1 / ratio)} higher`
        : 'new';
