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

/** A claim with what we found. */
export interface CheckedClaim extends Claim {
  readonly ours: number | string;
  readonly verdict: Verdict;
}

/**
 * The claim with our number and the verdict on it. `true` and `false` stand for `holds` and `does not hold`.
 */
export function checkClaim(claim: Claim, ours: number | string, verdict: Verdict | boolean): CheckedClaim {
  const words = typeof verdict === 'string' ? verdict : verdict ? 'holds' : 'does not hold';
  return { ...claim, ours, verdict: words };
}
