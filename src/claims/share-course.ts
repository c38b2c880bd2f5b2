import { rankCorrelation } from '../metrics/rank-correlation';
import { checkClaim, type CheckedClaim, type Claim } from './claim';
import { verdictBetween } from './grade';

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
  readonly share: { readonly mean: number };
}

/** The course of a training with global residual by `shareCourse`, in two views, and PSNR at the same moments. */
export interface ShareCourses {
  readonly flattened: readonly Moment[];
  readonly averaged: readonly Moment[];
  readonly psnr: readonly number[];
}

/** Whether the degradations' share of the variance grows with training, checked. */
export function checkShareCourse({ flattened, averaged, psnr }: ShareCourses): CheckedClaim[] {
  const views = [flattened, averaged].map((course) => course.map(({ share }) => share.mean));
  const iterations = flattened.map(({ iteration }) => iteration);
  const alongTime = views.map((shares) => rankCorrelation(iterations, shares));
  const alongPsnr = views.map((shares) => rankCorrelation(psnr, shares));
  return [
    checkClaim(grows, words(alongTime), verdictBetween(Math.min(...alongTime), 0.9, 0.7)),
    checkClaim(withPsnr, words(alongPsnr), verdictBetween(Math.min(...alongPsnr), 0.9, 0.7)),
  ];
}

const words = ([flattened, averaged]: readonly number[]): string =>
  `flattened ${flattened.toFixed(2)}, averaged ${averaged.toFixed(2)}`;
