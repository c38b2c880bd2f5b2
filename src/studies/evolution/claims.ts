import { rankCorrelation } from '../../metrics/rank-correlation';
import type { VarianceShares } from '../../metrics/variance-shares';
import type { CheckedClaim, Claim, Verdict } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, verdictBetween } from '../../claims/check';

const untrained: Claim = {
  id: '4.4-untrained',
  section: 'Sec. 4.4, Fig. 8',
  text: 'A network with global residual does not tell degradations apart before it is trained: it learns to.',
  paper: 'appears with training',
  threshold: 'CHI at RB16 at iteration 0 is below 5',
  reason: 'random labels give about 1; below 5 no group can be told by eye. Weakly below 20.',
};

const grows: Claim = {
  id: '4.4-chi-grows',
  section: 'Sec. 4.4, Fig. 8',
  text: 'With global residual, degradations are told apart better and better as the training goes on.',
  paper: 'CHI rises',
  threshold: 'the rank correlation of iterations and CHI at RB16 is at least 0.9',
  reason: 'unrelated, eleven snapshots give 0 with a standard deviation of 0.32. Weakly from 0.7.',
};

const withPsnr: Claim = {
  id: '4.4-chi-follows-psnr',
  section: 'Sec. 4.4, Fig. 8',
  text: 'With global residual, what a network tells of degradations grows along with how well it super-resolves.',
  paper: 'CHI and PSNR rise together',
  threshold: 'the rank correlation of PSNR and CHI at RB16 over the snapshots is at least 0.9',
  reason: 'unrelated, eleven snapshots give 0 with a standard deviation of 0.32. Weakly from 0.7.',
};

const never: Claim = {
  id: '4.4-wogr-never',
  section: 'Sec. 4.3-4.4',
  text: 'Without global residual, no moment of the training brings clusters, although PSNR rises there, too.',
  paper: 'no clusters without global residual',
  threshold: 'the largest CHI at RB16 of all snapshots is below 5',
  reason: 'random labels give about 1; below 5 no group can be told by eye. Weakly below 20.',
};

/** A moment of a training, as `evolution` and `evolutionMaps` give it. */
interface Moment {
  readonly iteration: number;
  readonly psnr: number;
  readonly chi: Measured;
}

/** Sec. 4.4, checked on the courses of two trainings: with global residual and without, in all else equal. */
export function checkTrainingEvolution(courses: {
  wGR: readonly Moment[];
  woGR: readonly Moment[];
}): CheckedClaim[] {
  const chi = courses.wGR.map((moment) => moment.chi);
  const along = (claim: Claim, values: readonly number[]): CheckedClaim =>
    checkMeasured(claim, {
      of: chi,
      statistic: (drawn) => rankCorrelation(values, drawn),
      verdict: (order) => verdictBetween(order, 0.9, 0.7),
    });
  return [
    checkMeasured(untrained, { of: [chi[0]], verdict: (start) => verdictBetween(start, 5, 20) }),
    along(
      grows,
      courses.wGR.map(({ iteration }) => iteration),
    ),
    // PSNR stays what it is: it is measured on other patches.
    along(
      withPsnr,
      courses.wGR.map(({ psnr }) => psnr),
    ),
    checkMeasured(never, {
      of: courses.woGR.map((moment) => moment.chi),
      statistic: (values) => Math.max(...values),
      verdict: (most) => verdictBetween(most, 5, 20),
    }),
  ];
}

const lessContent: Claim = {
  id: '4.5-less-content',
  section: 'Sec. 4.5',
  text: 'The global residual takes most of the content off the body: what the body must put out depends far less on what the image shows.',
  paper: 'the reason given',
  threshold:
    "content's share of the variance of the body's output with global residual is below half of that without",
  reason: 'half is the least that "most" can mean. Weakly up to three quarters.',
};

const moreDegradation: Claim = {
  id: '4.5-more-degradation',
  section: 'Sec. 4.5',
  text: 'So what all images under one degradation have in common weighs more in the deep features (RB16).',
  paper: 'the reason given',
  threshold:
    "degradation's share of the variance at RB16 with global residual is at least 5 times that without",
  reason:
    'both networks see the same patches, and a share has no unit; 5 times is far beyond what the choice of patches changes. Weakly from twice.',
};

const drowned: Claim = {
  id: '4.5-drowned-not-absent',
  section: 'Sec. 4.5 (our question)',
  text: 'Without global residual the deep features do know the degradation, but content outweighs it: without what the versions of a patch have in common, clusters appear.',
  paper: undefined,
  threshold:
    'CHI at RB16 of the network without global residual, each patch less the mean of its versions, is over 20 and at least 10 times that of the input pixels treated alike',
  reason:
    'from 20 on groups can be told by eye; the pixels show what the treatment alone does. Weakly from 5 and twice.',
};

/** What the explanation of Sec. 4.5 is checked on. */
export interface Explanation {
  /** Shares of the variance of what the bodies put out. */
  readonly output: { readonly wGR: VarianceShares; readonly woGR: VarianceShares };
  /** Shares of the variance of the deep features. */
  readonly features: { readonly wGR: VarianceShares; readonly woGR: VarianceShares };
  /** CHI by degradation after each patch's mean over its versions is taken off. */
  readonly withoutContent: { readonly woGR: number | Measured; readonly input: number | Measured };
}

/** The explanation of Sec. 4.5, checked step by step; each step can fail alone. */
export function checkExplanation({ output, features, withoutContent }: Explanation): CheckedClaim[] {
  const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  const shares = (
    claim: Claim,
    of: 'content' | 'degradation',
    networks: Explanation['output'],
    verdict: (ratio: number) => Verdict,
  ): CheckedClaim =>
    checkMeasured(claim, {
      of: [networks.wGR, networks.woGR].map((one) => ({ mean: one[of], resampled: one.resampled?.[of] })),
      statistic: ([wGR, woGR]) => wGR / woGR,
      verdict,
      ours: (_, values) => values.map(percent).join(' against '),
      intervalOf: 'quotient',
    });
  return [
    shares(lessContent, 'content', output, (ratio) => verdictBetween(ratio, 0.5, 0.75)),
    shares(moreDegradation, 'degradation', features, (ratio) => verdictBetween(ratio, 5, 2)),
    checkMeasured(drowned, {
      of: [withoutContent.woGR, withoutContent.input],
      verdict: (woGR, [, input]) => {
        const ratio = woGR / input;
        return woGR >= 20 && ratio >= 10
          ? 'holds'
          : woGR >= 5 && ratio >= 2
            ? 'holds weakly'
            : 'does not hold';
      },
      ours: (woGR, [, input]) => `${woGR.toFixed(1)}; pixels ${input.toFixed(1)}`,
      intervalOf: 'first',
    }),
  ];
}

const shareGrows: Claim = {
  id: '4.4-share-grows',
  section: 'Sec. 4.4, beyond the paper',
  text: "With global residual, the degradations' share of the variance of the features grows as the training goes on, flattened or averaged over the patch.",
  paper: 'CHI rises',
  threshold: 'the rank correlation of iterations and share at RB16 is at least 0.9, in both views',
  reason:
    'the bound of the claim on CHI, which t-SNE blurs. Weakly from 0.7. Set before any of these shares was looked at.',
};

const shareWithPsnr: Claim = {
  id: '4.4-share-follows-psnr',
  section: 'Sec. 4.4, beyond the paper',
  text: "With global residual, the degradations' share of the variance of the features grows along with how well the network super-resolves.",
  paper: 'CHI and PSNR rise together',
  threshold:
    'the rank correlation of PSNR and share at RB16 over the snapshots is at least 0.9, in both views',
  reason: 'as above. Weakly from 0.7. Set before any of these shares was looked at.',
};

/** A moment of a training. */
interface ShareMoment {
  readonly iteration: number;
  readonly share: Measured;
}

/** The course of a training with global residual by `shareCourse`, in two views, and PSNR at the same moments. */
export interface ShareCourses {
  readonly flattened: readonly ShareMoment[];
  readonly averaged: readonly ShareMoment[];
  readonly psnr: readonly number[];
}

/** Whether the degradations' share of the variance grows with training, checked. */
export function checkShareCourse({ flattened, averaged, psnr }: ShareCourses): CheckedClaim[] {
  const along = (claim: Claim, values: readonly number[]): CheckedClaim => {
    // The flattened shares come first.
    const orders = (shares: readonly number[]): number[] =>
      [shares.slice(0, flattened.length), shares.slice(flattened.length)].map((own) =>
        rankCorrelation(values, own),
      );
    return checkMeasured(claim, {
      of: [...flattened, ...averaged].map(({ share }) => share),
      statistic: (shares) => Math.min(...orders(shares)),
      verdict: (least) => verdictBetween(least, 0.9, 0.7),
      ours: (_, shares) => words(orders(shares)),
      intervalOf: 'smaller',
    });
  };
  return [
    along(
      shareGrows,
      flattened.map(({ iteration }) => iteration),
    ),
    // PSNR stays what it is: it is measured on other patches.
    along(shareWithPsnr, psnr),
  ];
}

const words = ([flattened, averaged]: readonly number[]): string =>
  `flattened ${flattened.toFixed(2)}, averaged ${averaged.toFixed(2)}`;
