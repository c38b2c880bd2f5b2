import type { LayerAnalysis } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import type { BlindRow } from './blind-super-resolution';
import { pairwiseChi } from './generalisation';
import type { Identification } from './identify';
import { interval } from '../../metrics/spread';
import type { Interval } from '@ddr-lab/base/interval';
import { checkClaim, type CheckedClaim, type Claim, type Verdict } from '@ddr-lab/book/claims/claim';
import { checkMeasured, overImages, uncertain, within, type Measured } from '../../claims/check';

const identifies: Claim = {
  id: '5-ddr-identifies-distortions',
  section: 'Sec. 5, Tab. 1',
  text: 'Deep features of a super-resolution network that was never trained for it tell types of distortion apart (principal components and a linear SVM, best network).',
  paper: '92.08 %',
  threshold: 'accuracy on references not trained on is at least 75 %',
  reason: 'four types: chance is near 25 %, and 75 % is three times that. Weakly from 50 %, twice chance.',
};

const likeBrisque: Claim = {
  id: '5-ddr-beside-brisque',
  section: 'Sec. 5, Tab. 1',
  text: "They do so at least as well as BRISQUE's features, which were made to judge distorted images.",
  paper: undefined,
  threshold: 'accuracy is not below that of BRISQUE, splits and classifier being the same',
  reason:
    'a comparison of two numbers measured alike. Weakly where it is less than one standard deviation over the splits below.',
};

/** Accuracy of BRISQUE's features and of the networks', by name. */
export function checkIdentification(results: {
  brisque: Pick<Identification, 'accuracy'>;
  networks: Readonly<Record<string, Pick<Identification, 'accuracy'>>>;
}): CheckedClaim[] {
  const [name, best] = Object.entries(results.networks).reduce((a, b) =>
    b[1].accuracy.mean > a[1].accuracy.mean ? b : a,
  );
  const ours = best.accuracy;
  const { brisque } = results;
  const lead = ours.mean - brisque.accuracy.mean;
  const deviation = brisque.accuracy.standardDeviation;
  const identified = (accuracy: number): Verdict => grade(accuracy, 0.75, 0.5);
  const compared = (value: number): Verdict => grade(value, 0, -deviation);
  return [
    checkClaim(
      identifies,
      `${percent(ours.mean)} (${name})`,
      identified(ours.mean),
      within(overSplits(ours.values), identified, { unit: inPercent }),
    ),
    checkClaim(
      likeBrisque,
      `${percent(ours.mean)} against ${percent(brisque.accuracy.mean)}`,
      compared(lead),
      within(leadOverSplits(ours.values, brisque.accuracy.values), compared, {
        unit: inPercent,
        of: 'difference',
      }),
    ),
  ];
}

/** Percentiles over the splits; of fewer than five none. */
const overSplits = (values: readonly number[]): Interval | undefined =>
  values.length < 5 ? undefined : interval(values);

/** The splits are the same for both. */
const leadOverSplits = (ours: readonly number[], others: readonly number[]): Interval | undefined =>
  ours.length === others.length ? overSplits(ours.map((value, i) => value - others[i])) : undefined;

const twice =
  'the outputs are paired, image by image: a mean difference of two standard errors is rarely chance. Weakly where it only has the right sign.';

const degradedTraining: Claim = {
  id: '5-blind-needs-degradations',
  section: 'Sec. 5, Tab. 2',
  text: 'On degraded input a network trained on clean images alone falls behind one that has seen degradations.',
  paper: undefined,
  threshold: 'mean gain in PSNR on the degraded images is over two standard errors above 0',
  reason: twice,
};

const guidedPsnr: Claim = {
  id: '5-guidance-psnr',
  section: 'Sec. 5, Tab. 2',
  text: 'Guidance by deep degradation representations improves blind super-resolution (PSNR), data and backbone being the same.',
  paper: undefined,
  threshold: 'mean gain in PSNR on the degraded images is over two standard errors above 0',
  reason: twice,
};

const guidedNiqe: Claim = {
  id: '5-guidance-niqe',
  section: 'Sec. 5, Tab. 2',
  text: 'Guidance improves the naturalness of the outputs (NIQE), data and backbone being the same.',
  paper: undefined,
  threshold: 'NIQE on the degraded images falls by over two standard errors',
  reason: twice,
};

/** Rows of `blindSuperResolution`, and how its three networks were called. */
export function checkBlind(
  rows: readonly BlindRow[],
  names: { clean: string; degraded: string; guided: string },
): CheckedClaim[] {
  const values = (method: string, score: 'psnr' | 'niqe'): (readonly number[])[] =>
    rows.filter((row) => row.method === method && row.degradation !== 'clean').map((row) => row[score]);
  /** By how much one method is better: for each degradation, image by image. */
  const gains = (better: string, than: string, score: 'psnr' | 'niqe'): number[][] => {
    const sign = score === 'psnr' ? 1 : -1;
    const other = values(than, score);
    return values(better, score).map((row, k) => row.map((value, i) => sign * (value - other[k][i])));
  };
  const training = gains(names.degraded, names.clean, 'psnr');
  const psnr = gains(names.guided, names.degraded, 'psnr');
  const niqe = gains(names.guided, names.degraded, 'niqe');
  return [
    checkGain(degradedTraining, training, (mean) => `${signed(mean)} dB`),
    checkGain(guidedPsnr, psnr, (mean) => `${signed(mean)} dB`),
    // NIQE falls where it gets better.
    checkGain(
      guidedNiqe,
      niqe,
      (mean) => signed(-mean),
      (value) => -value,
    ),
  ];
}

/**
 * The interval is that of the mean over the images, all degradations of an image going together. Two standard errors being a bound of
 * that kind themselves, the verdict counts as near where the interval reaches from one sign to the other.
 */
function checkGain(
  claim: Claim,
  gains: readonly (readonly number[])[],
  ours: (mean: number) => string,
  unit: (value: number) => number = (value) => value,
): CheckedClaim {
  const all = difference(gains.flat());
  const ofImages = (gains[0] ?? []).map((_, i) => gains.reduce((sum, row) => sum + row[i], 0) / gains.length);
  const { resampled } = overImages(ofImages);
  const range = resampled && interval(resampled.map(unit));
  const signs = range && uncertain(range, range.low <= 0 && range.high >= 0);
  return checkClaim(claim, ours(all.mean), verdictOf(all), signs);
}

interface Difference {
  readonly mean: number;
  readonly standardError: number;
}

function difference(values: readonly number[]): Difference {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, standardError: Math.sqrt(variance / n) };
}

const verdictOf = ({ mean, standardError }: Difference): Verdict =>
  mean > 2 * standardError ? 'holds' : mean > 0 ? 'holds weakly' : 'does not hold';

const chiFalls: Claim = {
  id: '5-chi-generalisation',
  section: 'Sec. 5, Fig. 9',
  text: 'CHI tells how well a network generalises: trained on the degradations that it is tested on, it no longer sets them apart.',
  paper: undefined,
  threshold:
    'CHI of the network trained on noise and blur is at most a fifth of that of the network trained on clean images',
  reason: 'far beyond the spread over t-SNE runs. Weakly from a half.',
};

const noiseMerges: Claim = {
  id: '5-chi-noise-merges',
  section: 'Sec. 5, Fig. 9',
  text: 'Trained on noise, a network brings noisy and clean images together.',
  paper: undefined,
  threshold: 'CHI of clean against noise is at most a half of that of the network trained on clean images',
  reason: 'beyond the spread over t-SNE runs. Weakly where it is lower at all.',
};

const blurMerges: Claim = {
  id: '5-chi-blur-merges',
  section: 'Sec. 5, Fig. 9',
  text: 'Trained on blur, a network brings blurred and clean images together.',
  paper: undefined,
  threshold: 'CHI of clean against blur is at most a half of that of the network trained on clean images',
  reason: 'beyond the spread over t-SNE runs. Weakly where it is lower at all.',
};

/** The last block of four SRGANs, by what they were trained on, on the same patches: first clean, then a blur and a noise. */
export function checkGeneralisation(
  analyses: Readonly<Record<'clean' | 'noise' | 'blur' | 'both', LayerAnalysis>>,
  sets: Pick<DegradedSets, 'labels' | 'degradations'> & Partial<Pick<DegradedSets, 'contents' | 'sources'>>,
): CheckedClaim[] {
  const pair = (network: keyof typeof analyses, kind: RegExp): Measured =>
    pairwiseChi(analyses[network], sets).find(({ a, b }) => a === 'clean' && kind.test(b))!.chi;
  const merges = (claim: Claim, network: 'noise' | 'blur'): CheckedClaim => {
    const kind = new RegExp(`^${network}`);
    const of = [pair('clean', kind), pair(network, kind)];
    // Told as `lower` or as `higher`, whichever it is.
    const lower = of[0].mean >= of[1].mean;
    return checkMeasured(claim, {
      of,
      statistic: ([clean, trained]) => clean / trained,
      verdict: (ratio) => grade(ratio, 2, 1),
      ours: fold,
      unit: (ratio) => (lower ? ratio : 1 / ratio),
    });
  };
  return [
    checkMeasured(chiFalls, {
      of: [analyses.clean.chi, analyses.both.chi],
      statistic: ([clean, both]) => clean / both,
      verdict: (ratio) => grade(ratio, 5, 2),
      ours: (_, [clean, both]) => `${clean.toFixed(1)} to ${both.toFixed(1)}`,
      intervalOf: 'quotient',
    }),
    merges(noiseMerges, 'noise'),
    merges(blurMerges, 'blur'),
  ];
}

function grade(value: number, holds: number, weakly: number): Verdict {
  return value >= holds ? 'holds' : value >= weakly ? 'holds weakly' : 'does not hold';
}

const inPercent = (share: number): number => 100 * share;
const percent = (share: number): string => `${inPercent(share).toFixed(1)} %`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
const fold = (ratio: number): string =>
  ratio >= 1 ? `${ratio.toFixed(1)} times lower` : `${(1 / ratio).toFixed(1)} times higher`;
