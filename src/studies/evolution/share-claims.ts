import { rankCorrelation } from '../../metrics/rank-correlation';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, verdictBetween } from '../../claims/check';

const grows: Claim = {
  id: '4.4-share-grows',
  section: 'Sec. 4.4, beyond the paper',
  text: "With global residual, the degradations' share of the variance of the features grows as the training goes on, flattened or averaged over the patch.",
  paper: 'CHI rises',
  threshold: 'the rank correlation of iterations and share at RB16 is at least 0.9, in both views',
  reason:
    'the bound of the claim on CHI, which t-SNE blurs. Weakly from 0.7. Set before any of these shares was looked at.',
};

const withPsnr: Claim = {
  id: '4.4-share-follows-psnr',
  section: 'Sec. 4.4, beyond the paper',
  text: "With global residual, the degradations' share of the variance of the features grows along with how well the network super-resolves.",
  paper: 'CHI and PSNR rise together',
  threshold:
    'the rank correlation of PSNR and share at RB16 over the snapshots is at least 0.9, in both views',
  reason: 'as above. Weakly from 0.7. Set before any of these shares was looked at.',
};

/** A moment of a training. */
interface Moment {
  readonly iteration: number;
  readonly share: Measured;
}

/** The course of a training with global residual by `shareCourse`, in two views, and PSNR at the same moments. */
export interface ShareCourses {
  readonly flattened: readonly Moment[];
  readonly averaged: readonly Moment[];
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
      grows,
      flattened.map(({ iteration }) => iteration),
    ),
    // PSNR stays what it is: it is measured on other patches.
    along(withPsnr, psnr),
  ];
}

const words = ([flattened, averaged]: readonly number[]): string =>
  `flattened ${flattened.toFixed(2)}, averaged ${averaged.toFixed(2)}`;
