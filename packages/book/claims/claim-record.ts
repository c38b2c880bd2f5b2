import { readFile } from 'node:fs/promises';
import { isRecord } from '../notebook-file';
import { NEAR, undecidedWords } from './value-text';

/** One claim of the paper as a notebook checked it; the notebook wrote it to the file named by DDR_CLAIMS. */
export interface ClaimRecord {
  readonly id: string;
  readonly section: string;
  readonly text: string;
  readonly paper: unknown;
  readonly ours: unknown;
  readonly threshold: string;
  readonly verdict: string;
  /** 95 % of what `ours` would be of other images, in its unit; an open end is null. See `CheckedClaim`. */
  readonly interval?: RecordedInterval;
  /** Whether the verdict changes within the interval. */
  readonly near?: boolean;
  /** 95 % of what `ours` would be by other runs of t-SNE, and the verdicts that these leave open, best first. See `CheckedClaim`. */
  readonly runs?: RecordedInterval;
  readonly undecided?: readonly string[];
  /** The notebook's file name without `.ipynb`. */
  readonly notebook: string;
  /** The data sets opened before it was checked, and what computed: `scenes`, `onnxruntime`. */
  readonly images?: string;
  readonly backend?: string;
  /** When the notebook was executed, ISO 8601; not in the committed record. */
  readonly executed?: string;
  /** The parameters that were set for the run (`ddr run --set`); never in the committed record. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What other notebooks found that check the same claim. */
  readonly also?: readonly OtherCheck[];
  readonly [more: string]: unknown;
}

/** An interval as JSON has it. */
export interface RecordedInterval {
  readonly low: number | null;
  readonly high: number | null;
  readonly of?: string;
}

/** What another notebook found of the same claim. */
export interface OtherCheck {
  readonly notebook: string;
  readonly ours: unknown;
  readonly verdict: string;
  readonly interval?: RecordedInterval;
  readonly near?: boolean;
  readonly runs?: RecordedInterval;
  readonly undecided?: readonly string[];
}

/**
 * The claims in a file of JSON lines, each id once: a cell that checked a claim again replaces the first result.
 * Lines that are no claims (a kernel killed while writing) are left out. No file: no claims.
 */
export async function readClaims(file: string, notebook: string): Promise<ClaimRecord[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const claims = new Map<string, ClaimRecord>();
  for (const line of text.split('\n')) {
    const record = parse(line);
    if (!isRecord(record) || typeof record.id !== 'string') continue;
    claims.set(record.id, claimRecord({ ...record, notebook }));
  }
  return [...claims.values()];
}

/** The record with what every claim has first, in the order in which people read it. */
export function claimRecord(record: Record<string, unknown>): ClaimRecord {
  const { id, section, text, paper, ours, threshold, verdict, notebook, ...more } = record;
  const word = (value: unknown): string => String(value ?? '');
  return {
    id: word(id),
    section: word(section),
    text: word(text),
    paper: paper ?? null,
    ours: ours ?? null,
    threshold: word(threshold),
    verdict: word(verdict),
    notebook: word(notebook),
    ...more,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The verdicts there are, best first, for several claims. */
const SEVERAL: Record<string, string> = {
  holds: 'hold',
  'holds weakly': 'hold weakly',
  'does not hold': 'do not hold',
};

/** `5 hold, 1 holds weakly`: how many claims have which verdict, best first. */
export function countVerdicts(claims: readonly ClaimRecord[]): string {
  const counts = new Map(Object.keys(SEVERAL).map((verdict) => [verdict, 0]));
  for (const { verdict } of claims) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .filter(([, n]) => n > 0)
    .map(([verdict, n]) => `${n} ${n === 1 ? verdict : (SEVERAL[verdict] ?? verdict)}`)
    .join(', ');
}

/**
 * Each claim once, in the order of the notebooks' names: where several notebooks check one, the first notebook's stands,
 * and what the others found is in its `also`.
 */
export function oncePerClaim(checks: readonly ClaimRecord[]): ClaimRecord[] {
  const sorted = [...checks].sort((a, b) => compare(a.notebook, b.notebook));
  const groups = new Map<string, ClaimRecord[]>();
  for (const check of sorted) groups.set(check.id, [...(groups.get(check.id) ?? []), check]);
  return [...groups.values()].map(([first, ...others]) => {
    const also = others.map(({ notebook, ours, verdict, interval, near, runs, undecided }): OtherCheck => ({
      notebook,
      ours,
      verdict,
      ...(interval ? { interval } : {}),
      ...(near ? { near } : {}),
      ...(runs ? { runs } : {}),
      ...(undecided ? { undecided } : {}),
    }));
    return { ...first, also: also.length > 0 ? also : undefined };
  });
}

/** The other way round: one entry for each notebook that checked a claim. */
export function eachCheck(claims: readonly ClaimRecord[]): ClaimRecord[] {
  return claims.flatMap((claim) => {
    const own = { ...claim, also: undefined };
    const without = { ...own, interval: undefined, near: undefined, runs: undefined, undecided: undefined };
    return [own, ...(claim.also ?? []).map((other) => claimRecord({ ...without, ...other }))];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

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
  const open = undecidedWords(claims);
  if (!claims.some(({ interval }) => interval)) return open;
  const words =
    'In brackets, 95 % of what the number would be, had other images been drawn (the images drawn 499 times with replacement, all ' +
    'versions of one together, at the same t-SNE maps; accuracies: over the splits, or over the test images). ' +
    `${NEAR}: the verdict changes within the interval. No verdict depends on it.`;
  return [words, open].filter(Boolean).join(' ');
}
