import { checkClaim, type CheckedClaim, type Claim } from './claim';
import { verdictBetween } from './grade';
import { times } from './times';

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

/** Shares of the variance of one layer's features: by degradation and by class. */
export interface ContrastShares {
  readonly degradation: number;
  readonly class: number;
}

/** What the claims on shares of the unified backbone are checked on, at RB8. */
export interface UnifiedShares {
  readonly superResolution: { readonly flattened: ContrastShares; readonly averaged: ContrastShares };
  /** Of the classification network, averaged over the patch. */
  readonly classification: ContrastShares;
}

/** A.10 by shares of the variance, checked. */
export function checkContrastShares({ superResolution, classification }: UnifiedShares): CheckedClaim[] {
  const { flattened, averaged } = superResolution;
  const ratios = [ratio(flattened), ratio(averaged)];
  const of = ratio(classification);
  const apart = of > 0 ? ratios[1] / of : ratios[1] > 0 ? Infinity : 0;
  return [
    checkClaim(
      byDegradation,
      `flattened ${orMore(ratios[0])}, averaged ${orMore(ratios[1])}`,
      verdictBetween(Math.min(...ratios), 3, 1),
    ),
    checkClaim(opposite, orMore(apart), verdictBetween(apart, 3, 1)),
  ];
}

/** Where the class's share is chance's, any share above it is more than any bound. */
const ratio = ({ degradation, class: ofClass }: ContrastShares): number =>
  ofClass > 0 ? Math.max(0, degradation) / ofClass : degradation > 0 ? Infinity : 0;
const orMore = (value: number): string => (value === Infinity ? 'without bound' : times(value));
