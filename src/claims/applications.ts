import type { LayerAnalysis } from '../analysis/analyse';
import type { DegradedSets } from '../analysis/degraded-sets';
import type { BlindRow } from '../applications/blind-super-resolution';
import { pairwiseChi } from '../applications/generalisation';
import type { Identification } from '../applications/identify';
import { checkClaim, type CheckedClaim, type Claim, type Verdict } from './claim';

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
  const ours = best.accuracy.mean;
  const lead = ours - results.brisque.accuracy.mean;
  const deviation = results.brisque.accuracy.standardDeviation;
  return [
    checkClaim(identifies, `${percent(ours)} (${name})`, grade(ours, 0.75, 0.5)),
    checkClaim(
      likeBrisque,
      `${percent(ours)} against ${percent(results.brisque.accuracy.mean)}`,
      grade(lead, 0, -deviation),
    ),
  ];
}

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
  const values = (method: string, score: 'psnr' | 'niqe'): number[] =>
    rows
      .filter((row) => row.method === method && row.degradation !== 'clean')
      .flatMap((row) => [...row[score]]);
  const gain = (better: string, than: string, score: 'psnr' | 'niqe'): Difference => {
    const sign = score === 'psnr' ? 1 : -1;
    const other = values(than, score);
    return difference(values(better, score).map((value, i) => sign * (value - other[i])));
  };
  const training = gain(names.degraded, names.clean, 'psnr');
  const psnr = gain(names.guided, names.degraded, 'psnr');
  const niqe = gain(names.guided, names.degraded, 'niqe');
  return [
    checkClaim(degradedTraining, `${signed(training.mean)} dB`, verdictOf(training)),
    checkClaim(guidedPsnr, `${signed(psnr.mean)} dB`, verdictOf(psnr)),
    checkClaim(guidedNiqe, signed(-niqe.mean), verdictOf(niqe)),
  ];
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
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
): CheckedClaim[] {
  const pair = (network: keyof typeof analyses, kind: RegExp): number =>
    pairwiseChi(analyses[network], sets).find(({ a, b }) => a === 'clean' && kind.test(b))!.chi.mean;
  const both = analyses.clean.chi.mean / analyses.both.chi.mean;
  const noise = pair('clean', /^noise/) / pair('noise', /^noise/);
  const blur = pair('clean', /^blur/) / pair('blur', /^blur/);
  return [
    checkClaim(
      chiFalls,
      `${analyses.clean.chi.mean.toFixed(1)} to ${analyses.both.chi.mean.toFixed(1)}`,
      grade(both, 5, 2),
    ),
    checkClaim(noiseMerges, fold(noise), grade(noise, 2, 1)),
    checkClaim(blurMerges, fold(blur), grade(blur, 2, 1)),
  ];
}

function grade(value: number, holds: number, weakly: number): Verdict {
  return value >= holds ? 'holds' : value >= weakly ? 'holds weakly' : 'does not hold';
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
const fold = (ratio: number): string =>
  ratio >= 1 ? `${ratio.toFixed(1)} times lower` : `${(1 / ratio).toFixed(1)} times higher`;
