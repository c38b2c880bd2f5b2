import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '@ddr-lab/base/markdown-table';
import { intervalWords, oursText, paperText, verdictText } from './value-text';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { PROJECT } from '../jupyter';
import {
  bracketWords,
  type ClaimRecord,
  type ClaimRow,
  claimRows,
  countBoth,
  differenceWords,
} from './claim-record';

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

/** The committed claims, on the embedded scenes and on photographs. */
export interface BothRecords {
  readonly scenes: readonly ClaimRecord[];
  readonly photographs?: readonly ClaimRecord[];
}

/** Puts the committed claims into `README.md` (a few) and `docs/claims.md` (all). */
export async function writeClaimTables(records: BothRecords, folder = PROJECT): Promise<void> {
  for (const name of ['README.md', 'docs/claims.md']) {
    const file = path.join(folder, name);
    const before = await readFile(file, 'utf8').catch((error: Error) => {
      throw new InputError(`${file}: cannot be read (${error.message}); a table of claims stands in it.`);
    });
    const after = withClaims(before, records, name);
    if (after !== before) await writeWhole(file, after);
  }
}

/**
 * `document` with the claims between its markers: a few of them where it has `headlineMarker`, else all.
 *
 * @param file its path in the project, from which links lead to the notebooks.
 * @throws InputError naming the file when the markers are missing.
 */
export function withClaims(document: string, records: BothRecords, file = 'README.md'): string {
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
  return `${document.slice(0, begin + marker.length)}\n\n${text(records, notebooks)}\n\n${document.slice(end)}`;
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

/** The count of the verdicts on all claims, and the table of `headlines`. */
function headlinesMarkdown({ scenes, photographs = [] }: BothRecords, notebooks: string): string {
  const rows = claimRows(scenes, photographs);
  if (rows.length === 0) return NONE;
  const shown = headlines.flatMap((id) => rows.filter(({ claim }) => claim.id === id));
  const both = photographs.length > 0;
  const table = markdownTable<ClaimRow>(
    [
      { head: 'Claim', cell: ({ claim }) => claimCell(claim, notebooks) },
      { head: 'Paper', cell: ({ claim }) => plain(paperText(claim.paper)) },
      { head: 'Ours', cell: (row) => oursCell(row.scenes) },
      { head: 'Verdict', cell: (row) => verdictCell(row.scenes, notebooks) },
      ...(both
        ? [{ head: 'On photographs', cell: (row: ClaimRow) => verdictCell(row.photographs, notebooks) }]
        : []),
    ],
    shown,
  );
  const records = shown.flatMap((row) => [row.scenes, row.photographs]).filter((one) => one !== undefined);
  const brackets = intervalWords(records);
  const all = `Of all ${rows.length}${both ? ', ' : ': '}`;
  const count = `${all}${lowerFirst(countBoth(scenes, photographs))} ${shown.length} of them:`;
  return [count, table, ...(brackets ? [brackets] : [])].join('\n\n');
}

/** `On photographs` inside a sentence. */
const lowerFirst = (text: string): string => text.replace(/^On/, 'on');

const NONE = 'No claim has been checked yet.';

function claimCell({ text, notebook }: ClaimRecord, notebooks: string): string {
  return `${plain(text)} [${number(notebook)}](${notebooks}/${encodeURIComponent(notebook)}.ipynb)`;
}

function oursCell(claim: ClaimRecord | undefined): string {
  return claim ? plain(oursText(claim)) : '–';
}

function verdictCell(claim: ClaimRecord | undefined, notebooks: string): string {
  if (!claim) return '–';
  const word = claim.verdict === 'holds' ? verdictText(claim) : `**${verdictText(claim)}**`;
  const others = (claim.also ?? []).map((other) => {
    const file = `${notebooks}/${encodeURIComponent(other.notebook)}.ipynb`;
    return ` [${number(other.notebook)}](${file}): ${verdictText(other)} (${plain(oursText(other))})`;
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
