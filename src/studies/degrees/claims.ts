import { checkMeasured, type Measured, ratio, verdictBetween } from '../../claims/check';
import { type CheckedClaim, type Claim, type Verdict } from '@ddr-lab/book/claims/claim';
import { rankCorrelation } from '../../metrics/rank-correlation';
import type { DegreeOrder, LongestAxis } from './degree-order';
import { type DegreeSpectrum, discriminability } from './degree-spectrum';

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
  const fromClean = both.map(({ pairs }) => pairs.filter(({ first }) => first === 0));
  const allSteps = fromClean.map((pairs) => pairs.length - 1);
  /** CHI against clean, of noise and of blur. */
  const courses = (chi: readonly number[]): (readonly number[])[] => {
    const split = fromClean[0].length;
    return [chi.slice(0, split), chi.slice(split)];
  };
  const stepsUp = (chi: readonly number[]): number[] =>
    courses(chi).map((course) => course.slice(1).filter((value, i) => value > course[i]).length);
  const rises = (chi: readonly number[]): number[] =>
    courses(chi).map((course) => rankCorrelation(course, [...course.keys()]));
  const pairs = [...woGR.noise.pairs, ...woGR.blur.pairs];
  return [
    checkMeasured(difference, {
      of: both.flatMap((one) => one.pairs.map(({ chi }) => chi)),
      statistic: (chi) => Math.min(...apart(chi)),
      verdict: (least) => verdictBetween(least, 0.8, 0.5),
      ours: (_, chi) => words(apart(chi)),
      intervalOf: 'smaller',
    }),
    checkMeasured(stronger, {
      of: fromClean.flat().map(({ chi }) => withoutRedraws(chi)),
      statistic: (chi) => stepsUp(chi)[0] + stepsUp(chi)[1],
      verdict: (steps, chi) =>
        steps === allSteps[0] + allSteps[1]
          ? 'holds'
          : Math.min(...rises(chi)) >= 0.8
            ? 'holds weakly'
            : 'does not hold',
      ours: (_, chi) =>
        `${stepsUp(chi)[0]} of ${allSteps[0]} steps of noise, ${stepsUp(chi)[1]} of ${allSteps[1]} of blur`,
    }),
    checkMeasured(spectrum, {
      of: both.map(({ order }) => order),
      statistic: (orders) => Math.min(...orders),
      verdict: (least) => verdictBetween(least, 0.7, 0.4),
      ours: (_, orders) => words(orders),
      intervalOf: 'smaller',
    }),
    checkMeasured(without, {
      of: pairs.map(({ chi }) => withoutRedraws(chi)),
      statistic: (chi) => chi.filter((value, i) => discriminability(value, pairs[i].points) !== '-').length,
      verdict: (told) =>
        told === 0 ? 'holds' : told <= pairs.length / 10 ? 'holds weakly' : 'does not hold',
      ours: (told) => `${told} of ${pairs.length} pairs above "-"`,
    }),
  ];
}

/** Counts of steps and of pairs have no interval over images. */
const withoutRedraws = ({ mean: value, ofRuns }: Measured): Measured => ({ mean: value, ofRuns });

const before =
  'Set before any of these orders was looked at; scenes were looked at first, photographs second.';

const direction: Claim = {
  id: 'A.9-spectrum-direction',
  section: 'A.9, beyond the paper',
  text: 'Degrees form a spectrum: features averaged over the patch (RB16, global residual) lie in the order of their degree along a direction that clean patches and patches of the strongest degree, all of other images, have fixed.',
  paper: 'a continuous transition',
  threshold:
    'the rank correlation of degree and place over patches of images not seen is at least 0.7, for noise and for blur',
  reason: `the bounds of the claim on the map's longest axis: at 0.7 the order explains half of the variance of the ranks. Weakly from 0.4. ${before}`,
};

const within: Claim = {
  id: 'A.9-spectrum-within',
  section: 'A.9, beyond the paper',
  text: 'Along this direction the versions of one image lie in the order of their degree.',
  paper: 'a continuous transition',
  threshold:
    'the rank correlation of degree and place within an image not seen, mean over the images, is at least 0.9, for noise and for blur',
  reason: `of five degrees in order, two neighbours changing places leave 0.9. Weakly from 0.7. ${before}`,
};

const axis: Claim = {
  id: 'A.9-axis-content',
  section: 'A.9, beyond the paper',
  text: 'The longest axis of the map of flattened features is no scale because it is given to content.',
  paper: undefined,
  threshold:
    "content's share of the variance of the place along this axis is at least twice the degree's, for noise and for blur, in the mean over the t-SNE runs",
  reason: `where the axis was the degree's, it would be the other way round. Weakly: content's is larger. ${before}`,
};

const ownAxis: Claim = {
  id: 'A.9-spectrum-features-axis',
  section: 'A.9, beyond the paper',
  text: 'It is t-SNE that hides the scale: along the longest axis of the features themselves, flattened as in the paper and with no look at a label, patches lie in the order of their degree.',
  paper: 'a continuous transition',
  threshold:
    'the rank correlation of the degree and the place along the first principal component (RB16, global residual) is at least 0.7, for noise and for blur, without regard to its sign',
  reason:
    "the bounds of the claim on the map's longest axis. Weakly from 0.4. Written after this number was seen on scenes and before it was on photographs.",
};

const hidden: Claim = {
  id: 'A.9-spectrum-wogr',
  section: 'A.9, beyond the paper',
  text: 'Without global residual, too, the averaged features put degrees in order.',
  paper: 'no discriminability without global residual',
  threshold: 'the same rank correlation of the network without global residual is at least 0.7',
  reason: `as with global residual. Weakly from 0.4. ${before}`,
};

const learned: Claim = {
  id: 'A.9-spectrum-learned',
  section: 'A.9, beyond the paper',
  text: 'Training brings this order: random weights, treated alike, have less of it.',
  paper: undefined,
  threshold:
    'the rank correlation over images (RB16, global residual, averaged) is at least 0.1 larger than that of random weights, for noise and for blur',
  reason: `over different halves of a hundred images it varies by some hundredths. Weakly: it is larger for both. ${before}`,
};

const beyondPixels: Claim = {
  id: 'A.9-spectrum-beyond-pixels',
  section: 'A.9, beyond the paper',
  text: 'The order is better than that of what any edge filter computes: means and deviations of differences of neighbouring pixels, treated alike.',
  paper: undefined,
  threshold:
    'the rank correlation over images (RB16, global residual, averaged) is larger, for noise and for blur',
  reason: `such differences take no training. Weakly: larger for one of the two. ${before}`,
};

/** The order of one source of features under noise and under blur; with redraws of the images, claims have intervals. */
export interface OrdersOfBoth {
  readonly noise: Pick<DegreeOrder, 'over' | 'within'>;
  readonly blur: Pick<DegreeOrder, 'over' | 'within'>;
}

/** What the claims on the order of degrees are checked on: features averaged over the patch, but for the axes. */
export interface DegreeOrders {
  readonly wGR: OrdersOfBoth;
  readonly woGR: OrdersOfBoth;
  /** The form of wGR, never trained. */
  readonly random: OrdersOfBoth;
  /** Differences of neighbouring pixels. */
  readonly differences: OrdersOfBoth;
  /** The longest axes of the maps of wGR's flattened features, a t-SNE run each. */
  readonly maps: { readonly noise: readonly LongestAxis[]; readonly blur: readonly LongestAxis[] };
  /** The longest axes of these features themselves. */
  readonly features: { readonly noise: LongestAxis; readonly blur: LongestAxis };
}

/** The claims on whether degrees are a scale, and why the map does not show it, checked. */
export function checkDegreeOrder({
  wGR,
  woGR,
  random,
  differences,
  maps,
  features,
}: DegreeOrders): CheckedClaim[] {
  const over = ({ noise, blur }: OrdersOfBoth): Measured[] => [noise.over, blur.over];
  const order = ({ order: value, resampled }: LongestAxis): Measured => ({ mean: value, resampled });
  // Of noise and blur, the smaller one counts.
  const smaller = (
    claim: Claim,
    of: readonly Measured[],
    [strong, weak]: readonly [number, number],
  ): CheckedClaim =>
    checkMeasured(claim, {
      of,
      statistic: (orders) => Math.min(...orders),
      verdict: (least) => verdictBetween(least, strong, weak),
      ours: (_, orders) => words(orders),
      intervalOf: 'smaller',
    });
  // How far both lie above those of other features; the smaller lead is told.
  const above = (
    claim: Claim,
    others: OrdersOfBoth,
    name: string,
    verdict: (least: number, leads: readonly number[]) => Verdict,
  ): CheckedClaim => {
    const leads = ([noise, blur, noiseOfOthers, blurOfOthers]: readonly number[]): number[] => [
      noise - noiseOfOthers,
      blur - blurOfOthers,
    ];
    return checkMeasured(claim, {
      of: [...over(wGR), ...over(others)],
      statistic: (orders) => Math.min(...leads(orders)),
      verdict: (least, orders) => verdict(least, leads(orders)),
      ours: (_, orders) => `${words(orders.slice(0, 2))}; ${name} ${words(orders.slice(2))}`,
      intervalOf: 'smaller difference',
    });
  };
  const byCount: Verdict[] = ['does not hold', 'holds weakly', 'holds'];
  return [
    smaller(direction, over(wGR), [0.7, 0.4]),
    smaller(within, [wGR.noise.within, wGR.blur.within], [0.9, 0.7]),
    checkMeasured(axis, {
      of: [maps.noise, maps.blur].flatMap((runs) => [
        meanShare(runs, 'content'),
        meanShare(runs, 'degradation'),
      ]),
      statistic: ([ofNoise, noise, ofBlur, blur]) => Math.min(ratio(ofNoise, noise), ratio(ofBlur, blur)),
      verdict: (least) => verdictBetween(least, 2, 1),
      ours: (_, [ofNoise, noise, ofBlur, blur]) => words([against(ofNoise, noise), against(ofBlur, blur)]),
      intervalOf: 'smaller quotient',
    }),
    smaller(ownAxis, [order(features.noise), order(features.blur)], [0.7, 0.4]),
    smaller(hidden, over(woGR), [0.7, 0.4]),
    // Weakly asks for more than nothing.
    above(learned, random, 'random', (lead) => (lead > 0 ? verdictBetween(lead, 0.1, 0) : 'does not hold')),
    above(
      beyondPixels,
      differences,
      'differences',
      (_, leads) => byCount[leads.filter((lead) => lead > 0).length],
    ),
  ];
}

/** A share of the variance along the longest axis, mean over the runs; with redraws where all runs have them. */
function meanShare(runs: readonly LongestAxis[], of: 'content' | 'degradation'): Measured {
  const redrawn = runs.flatMap(({ shares }) => (shares.resampled ? [shares.resampled[of]] : []));
  const ofRuns = runs.map(({ shares }) => shares[of]);
  return {
    mean: mean(ofRuns),
    ofRuns,
    ...(redrawn.length === runs.length
      ? { resampled: redrawn[0].map((_, d) => mean(redrawn.map((one) => one[d]))) }
      : {}),
  };
}

const against = (content: number, degree: number): string => `${percent(content)} against ${percent(degree)}`;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const words = ([noise, blur]: readonly (number | string)[]): string =>
  `noise ${text(noise)}, blur ${text(blur)}`;
const text = (value: number | string): string => (typeof value === 'number' ? value.toFixed(2) : value);
