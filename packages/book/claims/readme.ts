import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '@ddr-lab/base/markdown-table';
import { oursText, paperText, verdictText } from './value-text';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { PROJECT } from '../jupyter';
import { notebookNumber, notebookTitles, type NotebookTitle, verdictsByNotebook } from './by-notebook';
import type { ClaimRecord } from './claim-record';
import { bracketWords, type ClaimRow, claimRows, countBoth, differenceWords } from './claim-record';

/** What stands around the table of all claims, in `docs/claims.md`. */
export const markers = {
  begin: '<!-- claims: written by `npx ddr run --in-place`, do not edit -->',
  end: '<!-- end of claims -->',
} as const;

/** What stands before the table of the notebooks, in `README.md`; behind it the same as behind the other. */
export const notebooksMarker =
  '<!-- verdicts by notebook: written by `npx ddr run --in-place`, do not edit -->';

/** The committed claims, on the embedded scenes and on photographs. */
export interface BothRecords {
  readonly scenes: readonly ClaimRecord[];
  readonly photographs?: readonly ClaimRecord[];
}

/** Puts the committed claims into `README.md` (counted by notebook) and `docs/claims.md` (one by one). */
export async function writeClaimTables(records: BothRecords, folder = PROJECT): Promise<void> {
  const notebooks = await notebookTitles(path.join(folder, 'notebooks'));
  for (const name of ['README.md', 'docs/claims.md']) {
    const file = path.join(folder, name);
    const before = await readFile(file, 'utf8').catch((error: Error) => {
      throw new InputError(`${file}: cannot be read (${error.message}); a table of claims stands in it.`);
    });
    const after = withClaims(before, records, name, notebooks);
    if (after !== before) await writeWhole(file, after);
  }
}

/**
 * `document` with the claims between its markers: counted by notebook where it has `notebooksMarker`, else one by one.
 *
 * @param file its path in the project, from which links lead to the notebooks.
 * @param titles the notebooks that the first kind of table lists.
 * @throws InputError naming the file when the markers are missing.
 */
export function withClaims(
  document: string,
  records: BothRecords,
  file = 'README.md',
  titles: readonly NotebookTitle[] = [],
): string {
  const marker = document.includes(notebooksMarker) ? notebooksMarker : markers.begin;
  const begin = document.indexOf(marker);
  const end = document.indexOf(markers.end);
  if (begin < 0 || end < begin) {
    throw new InputError(
      `${file}: put the lines ${markers.begin} (or ${notebooksMarker}) and ${markers.end} where the claims shall be.`,
    );
  }
  const notebooks = path.posix.join(path.posix.relative(path.posix.dirname(file), '.'), 'notebooks');
  const text =
    marker === notebooksMarker
      ? countsMarkdown(records, titles, notebooks)
      : claimsMarkdown(records, notebooks);
  return `${document.slice(0, begin + marker.length)}\n\n${text}\n\n${document.slice(end)}`;
}

/**
 * The counts of verdicts, which of them differ, and the table of all claims, as Prettier writes Markdown. With claims on photographs
 * it has two more columns.
 *
 * @param notebooks the way to their folder.
 */
function claimsMarkdown({ scenes, photographs = [] }: BothRecords, notebooks = 'notebooks'): string {
  const rows = claimRows(scenes, photographs);
  if (rows.length === 0) return NONE;
  const both = photographs.length > 0;
  const table = markdownTable<ClaimRow>(
    [
      { head: 'Section', cell: ({ claim }) => plain(claim.section) },
      { head: 'Claim', cell: ({ claim }) => claimCell(claim, notebooks) },
      { head: 'Paper', cell: ({ claim }) => plain(paperText(claim.paper)) },
      ...(both ? [{ head: 'Holds if', cell: ({ claim }: ClaimRow) => plain(claim.threshold) }] : []),
      { head: both ? 'Scenes' : 'Ours', cell: (row) => oursCell(row.scenes) },
      ...(both ? [] : [{ head: 'Holds if', cell: ({ claim }: ClaimRow) => plain(claim.threshold) }]),
      { head: 'Verdict', cell: (row) => verdictCell(row.scenes, notebooks) },
      ...(both
        ? [
            { head: 'Photographs', cell: (row: ClaimRow) => oursCell(row.photographs) },
            { head: 'Verdict', cell: (row: ClaimRow) => verdictCell(row.photographs, notebooks) },
          ]
        : []),
    ],
    rows,
  );
  const words = [
    countBoth(scenes, photographs),
    differenceWords(rows, { code: '`' }),
    bracketWords([...scenes, ...photographs]),
  ];
  return [...words.filter(Boolean), table].join('\n\n');
}

/** The count of the verdicts on all claims, and the same by notebook. */
function countsMarkdown(
  { scenes, photographs = [] }: BothRecords,
  titles: readonly NotebookTitle[],
  notebooks: string,
): string {
  const { length } = claimRows(scenes, photographs);
  const counts = countBoth(scenes, photographs).replace(/^On/, 'on');
  const all = length === 0 ? NONE : `Of all ${length}${photographs.length > 0 ? ', ' : ': '}${counts}`;
  return [
    all,
    ...(titles.length > 0 ? [verdictsByNotebook(titles, scenes, photographs, notebooks)] : []),
  ].join('\n\n');
}

const NONE = 'No claim has been checked yet.';

function claimCell({ text, notebook }: ClaimRecord, notebooks: string): string {
  return `${plain(text)} [${notebookNumber(notebook)}](${notebooks}/${encodeURIComponent(notebook)}.ipynb)`;
}

function oursCell(claim: ClaimRecord | undefined): string {
  return claim ? plain(oursText(claim)) : '–';
}

function verdictCell(claim: ClaimRecord | undefined, notebooks: string): string {
  if (!claim) return '–';
  const word = claim.verdict === 'holds' ? verdictText(claim) : `**${verdictText(claim)}**`;
  const others = (claim.also ?? []).map((other) => {
    const file = `${notebooks}/${encodeURIComponent(other.notebook)}.ipynb`;
    return ` [${notebookNumber(other.notebook)}](${file}): ${verdictText(other)} (${plain(oursText(other))})`;
  });
  return word + (others.length > 0 ? `;${others.join(';')}` : '');
}

/** Text without meaning to Markdown. */
function plain(text: string): string {
  return text.replace(/([\\`*_[\]<>])/g, '\\$1');
}
