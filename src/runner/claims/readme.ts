import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '../../cards/markdown-table';
import { paperText, valueText } from '../../claims/value-text';
import { InputError } from '../../errors';
import { writeWhole } from '../../files/write-whole';
import { PROJECT } from '../jupyter';
import { type ClaimRecord, countVerdicts } from './claim-record';

/** What stands around the generated part of `README.md`. */
export const markers = {
  begin: '<!-- claims: written by `npx ddr run --in-place`, do not edit -->',
  end: '<!-- end of claims -->',
} as const;

/** Puts the committed claims into `README.md`. */
export async function writeReadme(
  claims: readonly ClaimRecord[],
  file = path.join(PROJECT, 'README.md'),
): Promise<void> {
  const before = await readFile(file, 'utf8').catch((error: Error) => {
    throw new InputError(`${file}: cannot be read (${error.message}); the table of claims stands in it.`);
  });
  const after = withClaims(before, claims, file);
  if (after !== before) await writeWhole(file, after);
}

/**
 * `document` with the claims between its markers.
 *
 * @throws InputError naming the file when the markers are missing.
 */
export function withClaims(document: string, claims: readonly ClaimRecord[], file = 'README.md'): string {
  const begin = document.indexOf(markers.begin);
  const end = document.indexOf(markers.end);
  if (begin < 0 || end < begin) {
    throw new InputError(
      `${file}: put the lines ${markers.begin} and ${markers.end} where the claims shall be.`,
    );
  }
  return `${document.slice(0, begin + markers.begin.length)}\n\n${claimsMarkdown(claims)}\n\n${document.slice(end)}`;
}

/** The count of verdicts and the table, as Prettier writes Markdown. */
export function claimsMarkdown(claims: readonly ClaimRecord[]): string {
  if (claims.length === 0) return 'No claim has been checked yet.';
  const table = markdownTable<ClaimRecord>(
    [
      { head: 'Section', cell: ({ section }) => plain(section) },
      { head: 'Claim', cell: claimCell },
      { head: 'Paper', cell: ({ paper }) => plain(paperText(paper)) },
      { head: 'Ours', cell: ({ ours }) => plain(valueText(ours)) },
      { head: 'Holds if', cell: ({ threshold }) => plain(threshold) },
      { head: 'Verdict', cell: verdictCell },
    ],
    claims,
  );
  return `${countVerdicts(claims)}.\n\n${table}`;
}

function claimCell({ text, notebook }: ClaimRecord): string {
  return `${plain(text)} [${number(notebook)}](notebooks/${encodeURIComponent(notebook)}.ipynb)`;
}

function verdictCell(claim: ClaimRecord): string {
  const word = claim.verdict === 'holds' ? claim.verdict : `**${claim.verdict}**`;
  const others = (claim.also ?? []).map(({ notebook, verdict, ours }) => {
    const file = `notebooks/${encodeURIComponent(notebook)}.ipynb`;
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
