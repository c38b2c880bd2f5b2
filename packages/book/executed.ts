import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ClaimRecord } from './claims/claim-record';
import type { ParameterValue } from './parameters';
import { isRecord, type Notebook, readNotebook } from './notebook-file';

/** What stopped a notebook. */
export type FailureKind = 'throw' | 'compile' | 'rejection' | 'exception' | 'timeout' | 'died';

/** A notebook that did not run to its end. */
export interface Failure {
  readonly kind: FailureKind;
  /** Which executed cell, counted from 1 as Jupyter's `[n]` shows it; undefined where no cell is to blame. */
  readonly number?: number;
  /** Its index among all cells of the notebook, from 0. */
  readonly index?: number;
  /** What the kernel said, without colours and without the kernel's own stack frames. */
  readonly text: string;
}

const WORDS: Record<FailureKind, string> = {
  throw: 'threw an error',
  compile: 'does not compile',
  rejection: 'left a rejected promise unhandled',
  exception: 'threw an error after it had ended',
  timeout: 'did not end in time',
  died: 'ended the kernel',
};

/** A failure from the kernel's raw words. */
export function failureOf(raw: { kind: string; number?: number; index?: number; text: string }): Failure {
  const kind = raw.kind as FailureKind;
  return {
    kind,
    number: raw.number ?? undefined,
    index: raw.index ?? undefined,
    text: cleanText(raw.text),
  };
}

/** `cell [3] threw an error`, or words for the notebook where no cell is to blame. */
export function describeFailure({ kind, number }: Failure): string {
  if (number !== undefined) return `cell [${number}] ${WORDS[kind]}`;
  return kind === 'died' ? 'its kernel failed' : `a cell ${WORDS[kind]}`;
}

/** The same as a sentence to stand beside the cell. */
function wordsOf({ kind }: Failure): string {
  return `This cell ${WORDS[kind]}.`;
}

/** The line that says most: the first of a diagnostic, the error's own line of a stack. */
export function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /^(Uncaught )?\w*(Error|Exception)\b.*:/.test(line)) ?? lines[0] ?? '').trim();
}

/** Text of a terminal as plain text: no colours, no stack frames of Node or of the kernel. */
export function cleanText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '')
      .split('\n')
      .filter((line) => !/^\s+at .*(node:|[\\/]tslab[\\/]dist[\\/]|[\\/]runner[\\/]kernel\.js)/.test(line))
      .join('\n')
      .trim()
  );
}

/** What the runner notes in an executed notebook, as `metadata.ddr`. */
export interface RunRecord {
  /** The notebook that was executed, relative to the output folder. */
  readonly source: string;
  /** When it was executed, ISO 8601. */
  readonly executed: string;
  readonly seconds: number;
  readonly claims: readonly ClaimRecord[];
  readonly failure?: Failure;
  /** The parameters that were set for the run (`ddr run --set`). */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

/** A notebook in the output folder. */
export interface Executed {
  /** File name without `.ipynb`. */
  readonly name: string;
  readonly notebook: Notebook;
  readonly record: RunRecord;
}

/** The notebook with its record, and with the failure also at the cell where it happened. */
export function withRecord(notebook: Notebook, record: RunRecord): Notebook {
  const cells = notebook.cells.map((cell, i) => {
    if (record.failure?.index !== i) return cell;
    return {
      ...cell,
      metadata: { ...cell.metadata, ddr: { failure: { ...record.failure, words: wordsOf(record.failure) } } },
    };
  });
  return { ...notebook, cells, metadata: { ...notebook.metadata, ddr: record } };
}

/**
 * The executed notebooks in an output folder, sorted by name, whenever they were run: a run of one notebook
 * does not throw the others out of the book. Those whose source is gone or moved are left out.
 */
export async function readExecuted(folder: string): Promise<Executed[]> {
  const names = (await readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith('.ipynb'));
  const found: Executed[] = [];
  for (const file of names.sort()) {
    const notebook = await readNotebook(path.join(folder, file)).catch(() => undefined);
    const record = notebook?.metadata.ddr;
    if (!notebook || !isRecord(record) || typeof record.source !== 'string') continue;
    if (!existsSync(path.resolve(folder, record.source))) continue;
    found.push({ name: path.basename(file, '.ipynb'), notebook, record: record as unknown as RunRecord });
  }
  return found;
}
