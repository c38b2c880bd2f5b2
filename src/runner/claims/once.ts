import { type ClaimRecord, claimRecord, type OtherCheck } from './claim-record';

/**
 * Each claim once, in the order of the notebooks' names: where several notebooks check one, the first notebook's stands,
 * and what the others found is in its `also`.
 */
export function oncePerClaim(checks: readonly ClaimRecord[]): ClaimRecord[] {
  const sorted = [...checks].sort((a, b) => compare(a.notebook, b.notebook));
  const groups = new Map<string, ClaimRecord[]>();
  for (const check of sorted) groups.set(check.id, [...(groups.get(check.id) ?? []), check]);
  return [...groups.values()].map(([first, ...others]) => {
    const also = others.map(({ notebook, ours, verdict, interval, near }): OtherCheck => ({
      notebook,
      ours,
      verdict,
      ...(interval ? { interval } : {}),
      ...(near ? { near } : {}),
    }));
    return { ...first, also: also.length > 0 ? also : undefined };
  });
}

/** The other way round: one entry for each notebook that checked a claim. */
export function eachCheck(claims: readonly ClaimRecord[]): ClaimRecord[] {
  return claims.flatMap((claim) => {
    const own = { ...claim, also: undefined };
    const without = { ...own, interval: undefined, near: undefined };
    return [own, ...(claim.also ?? []).map((other) => claimRecord({ ...without, ...other }))];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
