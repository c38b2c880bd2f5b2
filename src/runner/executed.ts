import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ClaimRecord } from './claims/claim-record';
import { type Failure, wordsOf } from './failure';
import { isRecord, type Notebook, readNotebook } from './notebook-file';

/** What the runner notes in an executed notebook, as `metadata.ddr`. */
export interface RunRecord {
  /** The notebook that was executed, relative to the output folder. */
  readonly source: string;
  /** When it was executed, ISO 8601. */
  readonly executed: string;
  readonly seconds: number;
  readonly claims: readonly ClaimRecord[];
  readonly failure?: Failure;
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
