import type { DegreeSpectrum } from '../analysis/degree-spectrum';
import { discriminability } from '../metrics/discriminability';
import { rankCorrelation } from '../metrics/rank-correlation';
import { checkClaim, type CheckedClaim, type Claim } from './claim';
import { verdictBetween } from './grade';
import { checkMeasured } from './measured';

const difference: Claim = {
  id: 'A.9-difference',
  section: 'A.9, Tab. 7',
  text: 'The further apart two degrees of a degradation are, the better the deep features (RB16, global residual) tell them apart.',
  paper: 'a monotonic relationship',
  threshold:
    'the rank correlation of CHI and of how many degrees lie between two sets is at least 0.8 over all pairs, for noise and for blur',
  reason:
    'from 0.8 on the rule orders nearly all pairs; unrelated, it is 0 with a standard deviation of about 0.3 (blur has 10 pairs). Weakly from 0.5.',
};

const stronger: Claim = {
  id: 'A.9-stronger',
  section: 'A.9, Fig. 17',
  text: 'The stronger a degradation, the better it is told from clean images, step by step.',
  paper: 'a monotonic relationship',
  threshold: 'CHI against clean rises at every step, for noise and for blur',
  reason:
    'that is what the sentence says. Weakly where the rank correlation with the degree is at least 0.8.',
};

const spectrum: Claim = {
  id: 'A.9-spectrum',
  section: 'A.9, Fig. 17',
  text: 'Degrees form a spectrum: patches lie in the order of their degree.',
  paper: 'a continuous transition',
  threshold:
    'the rank correlation of the degree and the place along the longest axis of the map is at least 0.7, for noise and for blur, without regard to its sign',
  reason:
    'at 0.7 the order explains half of the variance of the ranks; unrelated, hundreds of points give less than 0.15. Weakly from 0.4.',
};

const without: Claim = {
  id: 'A.9-wogr-none',
  section: 'A.9, Tab. 7; Sec. 4.3',
  text: 'Without global residual (and without adversarial learning) even strong degrees are not told apart.',
  paper: 'no discriminability without global residual',
  threshold: 'every pair of degrees of noise and of blur is graded "-"',
  reason:
    '"-" is our grade for groups that a straight line parts with over 31 % errors. Weakly up to a tenth of the pairs.',
};

/** The spectra of one network. */
export interface Spectra {
  readonly noise: DegreeSpectrum;
  readonly blur: DegreeSpectrum;
}

/** A.9, checked on the spectra of two networks trained by pixel loss: with global residual and without. */
export function checkDegradationDegrees({ wGR, woGR }: { wGR: Spectra; woGR: Spectra }): CheckedClaim[] {
  const both = [wGR.noise, wGR.blur];
  const words = (values: readonly number[]): string =>
    `noise ${values[0].toFixed(2)}, blur ${values[1].toFixed(2)}`;
  /** Of noise and of blur: the rank correlation of CHI, noise's pairs first, and of how many degrees lie between. */
  const apart = (chi: readonly number[]): number[] => {
    const split = wGR.noise.pairs.length;
    return [chi.slice(0, split), chi.slice(split)].map((own, k) =>
      rankCorrelation(
        own,
        both[k].pairs.map(({ first, second }) => second - first),
      ),
    );
  };
  const againstClean = both.map(({ pairs }) =>
    pairs.filter(({ first }) => first === 0).map(({ chi }) => chi.mean),
  );
  const steps = againstClean.map((chi) => chi.slice(1).filter((value, i) => value > chi[i]).length);
  const allSteps = againstClean.map((chi) => chi.length - 1);
  const rising = steps.every((count, i) => count === allSteps[i]);
  const rises = againstClean.map((chi) => rankCorrelation(chi, [...chi.keys()]));
  const pairs = [...woGR.noise.pairs, ...woGR.blur.pairs];
  const told = pairs.filter(({ chi, points }) => discriminability(chi.mean, points) !== '-').length;
  return [
    checkMeasured(difference, {
      of: both.flatMap((one) => one.pairs.map(({ chi }) => chi)),
      statistic: (chi) => Math.min(...apart(chi)),
      verdict: (least) => verdictBetween(least, 0.8, 0.5),
      ours: (_, chi) => words(apart(chi)),
      intervalOf: 'smaller',
    }),
    checkClaim(
      stronger,
      `${steps[0]} of ${allSteps[0]} steps of noise, ${steps[1]} of ${allSteps[1]} of blur`,
      rising ? 'holds' : Math.min(...rises) >= 0.8 ? 'holds weakly' : 'does not hold',
    ),
    checkMeasured(spectrum, {
      of: both.map(({ order }) => order),
      statistic: (orders) => Math.min(...orders),
      verdict: (least) => verdictBetween(least, 0.7, 0.4),
      ours: (_, orders) => words(orders),
      intervalOf: 'smaller',
    }),
    checkClaim(
      without,
      `${told} of ${pairs.length} pairs above "-"`,
      told === 0 ? 'holds' : told <= pairs.length / 10 ? 'holds weakly' : 'does not hold',
    ),
  ];
}
