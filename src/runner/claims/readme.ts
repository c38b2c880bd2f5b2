import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '../../cards/markdown-table';
import { paperText, valueText } from '../../claims/value-text';
import { InputError } from '../../errors';
import { writeWhole } from '../../files/write-whole';
import { PROJECT } from '../jupyter';
import { type ClaimRecord, countVerdicts } from './claim-record';

/** What stands around the table of all claims, in `docs/claims.md`. */
export const markers = {
  begin: '<!-- claims: written by `npx ddr run --in-place`, do not edit -->',
  end: '<!-- end of claims -->',
} as const;

/** What stands before the table of a few claims, in `README.md`; behind it the same as behind the other. */
export const headlineMarker = '<!-- headline claims: written by `npx ddr run --in-place`, do not edit -->';

/** The claims that `README.md` shows: the paper's findings in its order, what holds and what does not. */
export const headlines: readonly string[] = [
  '4.2-classifier-class-over-degradation',
  '4.2-sr-degradation-over-class',
  '4.3-wgr-clusters',
  '4.3-wogr-no-clusters',
  '4.3-deep-layers',
  '4.4-chi-grows',
  '5-ddr-identifies-distortions',
  '5-chi-generalisation',
];

/** Puts the committed claims into `README.md` (a few) and `docs/claims.md` (all). */
export async function writeClaimTables(claims: readonly ClaimRecord[], folder = PROJECT): Promise<void> {
  for (const name of ['README.md', 'docs/claims.md']) {
    const file = path.join(folder, name);
    const before = await readFile(file, 'utf8').catch((error: Error) => {
      throw new InputError(`${file}: cannot be read (${error.message}); a table of claims stands in it.`);
    });
    const after = withClaims(before, claims, name);
    if (after !== before) await writeWhole(file, after);
  }
}

/**
 * `document` with the claims between its markers: a few of them where it has `headlineMarker`, else all.
 *
 * @param file its path in the project, from which links lead to the notebooks.
 * @throws InputError naming the file when the markers are missing.
 */
export function withClaims(document: string, claims: readonly ClaimRecord[], file = 'README.md'): string {
  const marker = document.includes(headlineMarker) ? headlineMarker : markers.begin;
  const begin = document.indexOf(marker);
  const end = document.indexOf(markers.end);
  if (begin < 0 || end < begin) {
    throw new InputError(
      `${file}: put the lines ${markers.begin} (or ${headlineMarker}) and ${markers.end} where the claims shall be.`,
    );
  }
  const notebooks = path.posix.join(path.posix.relative(path.posix.dirname(file), '.'), 'notebooks');
  const text = marker === headlineMarker ? headlinesMarkdown : claimsMarkdown;
  return `${document.slice(0, begin + marker.length)}\n\n${text(claims, notebooks)}\n\n${document.slice(end)}`;
}

/**
 * The count of verdicts and the table of all claims, as Prettier writes Markdown.
 *
 * @param notebooks the way to their folder.
 */
export function claimsMarkdown(claims: readonly ClaimRecord[], notebooks = 'notebooks'): string {
  if (claims.length === 0) return NONE;
  const table = markdownTable<ClaimRecord>(
    [
      { head: 'Section', cell: ({ section }) => plain(section) },
      { head: 'Claim', cell: (claim) => claimCell(claim, notebooks) },
      { head: 'Paper', cell: ({ paper }) => plain(paperText(paper)) },
      { head: 'Ours', cell: ({ ours }) => plain(valueText(ours)) },
      { head: 'Holds if', cell: ({ threshold }) => plain(threshold) },
      { head: 'Verdict', cell: (claim) => verdictCell(claim, notebooks) },
    ],
    claims,
  );
  return `${countVerdicts(claims)}.\n\n${table}`;
}

/** The count of the verdicts on all claims, and the table of `headlines`. */
function headlinesMarkdown(claims: readonly ClaimRecord[], notebooks: string): string {
  const shown = headlines.flatMap((id) => claims.filter((claim) => claim.id === id));
  if (claims.length === 0) return NONE;
  const table = markdownTable<ClaimRecord>(
    [
      { head: 'Claim', cell: (claim) => claimCell(claim, notebooks) },
      { head: 'Paper', cell: ({ paper }) => plain(paperText(paper)) },
      { head: 'Ours', cell: ({ ours }) => plain(valueText(ours)) },
      { head: 'Verdict', cell: (claim) => verdictCell(claim, notebooks) },
    ],
    shown,
  );
  return `Of all ${claims.length}: ${countVerdicts(claims)}. ${shown.length} of them:\n\n${table}`;
}

const NONE = 'No claim has been checked yet.';

function claimCell({ text, notebook }: ClaimRecord, notebooks: string): string {
  return `${plain(text)} [${number(notebook)}](${notebooks}/${encodeURIComponent(notebook)}.ipynb)`;
}

function verdictCell(claim: ClaimRecord, notebooks: string): string {
  const word = claim.verdict === 'holds' ? claim.verdict : `**${claim.verdict}**`;
  const others = (claim.also ?? []).map(({ notebook, verdict, ours }) => {
    const file = `${notebooks}/${encodeURIComponent(notebook)}.ipynb`;
    return ` [${number(notebook)}](${file}): ${verdict} (${plain(valueText(ours))})`;
  });
  return word + (others.length > 0 ? `;${others.join(';')}` : '');
}

/** `03` of `03-global-residual`. */
function number(notebook: string): string {
  return /^[A-Z]?\d+/.exec(notebook)?.[0] ?? notebook;
}

/** Text without meaning to Markdown. */
function plain(text: string): string {
  return text.replace(/([\\`*_[\]<>])/g, '\\$1');
}
