import type { Interval } from '@ddr-lab/base/interval';

/** A claim of the paper that a notebook checks. */
export interface Claim {
  /** A short name that does not change, `3.2-global-residual` say. */
  readonly id: string;
  /** Where the paper makes it: `Sec. 3.2, Fig. 6`. */
  readonly section: string;
  /** The claim in a sentence. */
  readonly text: string;
  /** The paper's own number or finding; undefined where it gives none. */
  readonly paper: string | number | undefined;
  /** What our number must be for the claim to hold, in words. */
  readonly threshold: string;
  /** Why the threshold is where it is. */
  readonly reason: string;
}

/** `holds weakly`: the direction is the paper's, the size is not. */
export type Verdict = 'holds' | 'holds weakly' | 'does not hold';

/** Where a claim's number may lie, in the number's own unit. */
export interface ClaimInterval extends Interval {
  /** What it is of, where `ours` has several numbers or is judged by another: `difference`, `quotient`, `smaller`. */
  readonly of?: string;
}

/** How sure a claim's number is. */
export interface Uncertainty {
  /**
   * 95 % of what the number would be, had other images been drawn (of accuracies: other splits, other test images), at the same t-SNE
   * maps. Left out where there is none: of counts and of p, or of fewer than five images.
   */
  readonly interval?: ClaimInterval;
  /** There where the verdict changes within the interval: other images may well give another. */
  readonly near?: true;
  /**
   * 95 % of what the number would be, had t-SNE begun elsewhere or a processor rounded otherwise, on the same images; in the
   * interval's unit. Only of means over runs of t-SNE.
   */
  readonly runs?: Interval;
  /** The verdicts between which t-SNE leaves it open, best first; where it does. The claim's own is the last, the lesser. */
  readonly undecided?: readonly Verdict[];
}

/** A claim with what we found. */
export interface CheckedClaim extends Claim, Uncertainty {
  readonly ours: number | string;
  readonly verdict: Verdict;
}

/**
 * The claim with our number and the verdict on it. `true` and `false` stand for `holds` and `does not hold`.
 *
 * @param uncertainty how sure the number is; it never changes the verdict.
 */
export function checkClaim(
  claim: Claim,
  ours: number | string,
  verdict: Verdict | boolean,
  { interval, near, runs, undecided }: Uncertainty = {},
): CheckedClaim {
  const checked = { ...claim, ours, verdict: verdictOf(verdict) };
  return {
    ...checked,
    ...(interval ? { interval } : {}),
    ...(near ? { near } : {}),
    ...(runs ? { runs } : {}),
    ...(undecided ? { undecided } : {}),
  };
}

/** The verdict in its own words. */
export function verdictOf(verdict: Verdict | boolean): Verdict {
  return typeof verdict === 'string' ? verdict : verdict ? 'holds' : 'does not hold';
}

/** The name by which a page of the book is linked to the row of a claim. */
export function claimAnchor(id: string): string {
  return `claim-${id.replace(/[^A-Za-z0-9._-]/g, '-')}`;
}
