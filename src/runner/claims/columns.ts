import { NEAR } from '../../claims/value-text';
import { type ClaimRecord, countVerdicts } from './claim-record';

/** A claim as it was found on the embedded scenes and on photographs, on one of them at least. */
export interface ClaimRow {
  /** What both have in common: id, section, text, paper, threshold, notebook. */
  readonly claim: ClaimRecord;
  readonly scenes?: ClaimRecord;
  readonly photographs?: ClaimRecord;
}

/** The claims of both records, each once, in the order of the notebooks' names and within a notebook as it checks them. */
export function claimRows(
  scenes: readonly ClaimRecord[],
  photographs: readonly ClaimRecord[] = [],
): ClaimRow[] {
  const onPhotographs = new Map(photographs.map((claim) => [claim.id, claim]));
  const known = new Set(scenes.map(({ id }) => id));
  const rows = [
    ...scenes.map((claim): ClaimRow => ({ claim, scenes: claim, photographs: onPhotographs.get(claim.id) })),
    ...photographs
      .filter(({ id }) => !known.has(id))
      .map((claim): ClaimRow => ({ claim, photographs: claim })),
  ];
  return rows.sort((a, b) => compare(a.claim.notebook, b.claim.notebook));
}

/** How many claims have which verdict, on each; a sentence or two. */
export function countBoth(scenes: readonly ClaimRecord[], photographs: readonly ClaimRecord[]): string {
  if (photographs.length === 0) return `${countVerdicts(scenes)}.`;
  const onScenes = scenes.length > 0 ? `On the embedded scenes: ${countVerdicts(scenes)}. ` : '';
  return `${onScenes}On photographs: ${countVerdicts(photographs)}.`;
}

/** The claims whose verdicts on scenes and on photographs differ, in a sentence; nothing without claims on both. */
export function differenceWords(rows: readonly ClaimRow[], { code = '' } = {}): string {
  const both = rows.filter(({ scenes, photographs }) => scenes && photographs);
  if (both.length === 0) return '';
  const other = both.filter(({ scenes, photographs }) => scenes!.verdict !== photographs!.verdict);
  const checked = `${both.length} claim${both.length === 1 ? '' : 's'} checked on both`;
  if (other.length === 0) return `The verdict is the same on both, of ${checked}.`;
  const list = other.map(({ claim: { id, section } }) => `${code}${id}${code} (${section})`).join('; ');
  return `${other.length} of ${checked} ${other.length === 1 ? 'has' : 'have'} another verdict on photographs: ${list}.`;
}

/** What brackets and the mark in a table of claims mean; nothing where no claim has an interval. */
export function bracketWords(claims: readonly ClaimRecord[]): string {
  if (!claims.some(({ interval }) => interval)) return '';
  return (
    'In brackets, 95 % of what the number would be, had other images been drawn (the images drawn 499 times with replacement, all ' +
    'versions of one together, at the same t-SNE maps; accuracies: over the splits, or over the test images). ' +
    `${NEAR}: the verdict changes within the interval. No verdict depends on it.`
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
