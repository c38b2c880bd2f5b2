import { readFile } from 'node:fs/promises';
import { isRecord } from '../notebook-file';

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
  /** The notebook's file name without `.ipynb`. */
  readonly notebook: string;
  /** The data sets opened before it was checked, and what computed: `scenes`, `onnxruntime`. */
  readonly images?: string;
  readonly backend?: string;
  /** When the notebook was executed, ISO 8601; not in the committed record. */
  readonly executed?: string;
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
