import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { ClaimRecord } from '../claims/claim-record';
import type { Executed } from '../executed';
import type { Jupyter } from '../jupyter';
import { linkCode } from './code-links';
import { convertBodies } from './convert';
import { indexPage } from './index-page';
import { adaptLinks } from './links';
import { notebookPage } from './page';
import { summarise } from './summary';

/** What `writeBook` takes besides the notebooks. */
export interface BookOptions {
  readonly jupyter: Jupyter;
  readonly signal?: AbortSignal;
  /** What was found of the claims on photographs; default nothing. */
  readonly photographs?: readonly ClaimRecord[];
}

/**
 * Writes the book of executed notebooks: one HTML page each and `index.html`, each complete in itself, so that
 * it shows without a network and can be sent on its own.
 *
 * @returns the path of the index page.
 */
export async function writeBook(
  executed: readonly Executed[],
  out: string,
  { jupyter, signal, photographs }: BookOptions,
): Promise<string> {
  const folders = executed.map(({ record }) => path.dirname(path.resolve(out, record.source)));
  const sources = executed.map(({ name }, i) => ({
    file: path.resolve(out, `${name}.ipynb`),
    folder: folders[i],
  }));
  const [bodies, summaries, style] = await Promise.all([
    convertBodies(sources, jupyter, signal),
    Promise.all(executed.map(({ notebook, name }) => summarise(notebook, name))),
    readFile(path.join(__dirname, 'style.css'), 'utf8'),
  ]);
  const pages = executed.map(({ name, record }, i) => ({
    name,
    title: summaries[i].title,
    failure: record.failure,
    executed: record.executed,
    seconds: record.seconds,
  }));
  const names = new Set(executed.map(({ name }) => name));
  for (const [i, { name, notebook }] of executed.entries()) {
    const body = linkCode(adaptLinks(bodies[i], folders[i], out, names), notebook.cells);
    await writeWhole(path.join(out, `${name}.html`), notebookPage(body, i, pages, style));
  }
  const index = path.join(out, 'index.html');
  const entries = executed.map(({ record }, i) => ({
    page: pages[i],
    summary: summaries[i],
    record,
    body: bodies[i],
  }));
  await writeWhole(index, indexPage(entries, style, photographs));
  return index;
}
