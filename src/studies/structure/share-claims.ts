import type { ContrastShareRow } from './contrast-shares';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, orMore, ratio, verdictBetween } from '../../claims/check';

const byDegradation: Claim = {
  id: 'A.10-sr-share',
  section: 'A.10, beyond the paper',
  text: "With the very same body, the degradation's share of the variance of the super-resolution network's features is larger than the class's, flattened or averaged over the patch.",
  paper: 'by degradation',
  threshold:
    "at the last block (RB8), the degradation's share (clean, blur1, noise10) is at least 3 times the class's, in both views",
  reason:
    'the bound of the claim on CHI, without t-SNE. Weakly from 1. Set before any of these shares was looked at; scenes were looked at first, photographs second.',
};

const opposite: Claim = {
  id: 'A.10-share-by-task',
  section: 'A.10, beyond the paper',
  text: 'It is the task that decides: at the same block, the degradation weighs more against the class in the super-resolution network than in the classification network.',
  paper: 'by task',
  threshold:
    "at RB8, averaged over the patch, the degradation's share over the class's is at least 3 times as large in the super-resolution network as in the classification network",
  reason:
    'a ratio of ratios, the body and the patches being the same. Weakly from 1. Set before any of these shares was looked at.',
};

/** Shares of the variance of one layer's features: by degradation and by class; with redraws of the images, claims have intervals. */
export type ContrastShares = Pick<ContrastShareRow, 'degradation' | 'class' | 'resampled'>;

/** What the claims on shares of the unified backbone are checked on, at RB8. */
export interface UnifiedShares {
  readonly superResolution: { readonly flattened: ContrastShares; readonly averaged: ContrastShares };
  /** Of the classification network, averaged over the patch. */
  readonly classification: ContrastShares;
}

/** A.10 by shares of the variance, checked. */
export function checkContrastShares({ superResolution, classification }: UnifiedShares): CheckedClaim[] {
  const { flattened, averaged } = superResolution;
  /** Of two pairs of shares the ratios. */
  const ratios = ([degradation, ofClass, other, otherClass]: readonly number[]): number[] => [
    ratio(Math.max(0, degradation), ofClass),
    ratio(Math.max(0, other), otherClass),
  ];
  return [
    checkMeasured(byDegradation, {
      of: [...measured(flattened), ...measured(averaged)],
      statistic: (shares) => Math.min(...ratios(shares)),
      verdict: (least) => verdictBetween(least, 3, 1),
      ours: (_, shares) => {
        const [first, second] = ratios(shares).map(orMore);
        return `flattened ${first}, averaged ${second}`;
      },
      intervalOf: 'smaller',
    }),
    checkMeasured(opposite, {
      of: [...measured(averaged), ...measured(classification)],
      statistic: (shares) => {
        const [ours, classifiers] = ratios(shares);
        return ratio(ours, classifiers);
      },
      verdict: (apart) => verdictBetween(apart, 3, 1),
      ours: orMore,
    }),
  ];
}

/** The degradation's share, then the class's. */
const measured = ({ degradation, class: ofClass, resampled }: ContrastShares): Measured[] => [
  { mean: degradation, resampled: resampled?.degradation },
  { mean: ofClass, resampled: resampled?.class },
];
