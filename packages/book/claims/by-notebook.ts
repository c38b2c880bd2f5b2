import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { markdownTable } from '@ddr-lab/base/markdown-table';
import { type Cell, readNotebook } from '../notebook-file';
import { type ClaimRecord, countVerdicts } from './claim-record';

/** A notebook as a table of contents has it. */
export interface NotebookTitle {
  /** Its file's name without `.ipynb`. */
  readonly name: string;
  /** Its first heading, without its number; its file's name where it has none. */
  readonly title: string;
}

/** The notebooks of a folder, by name; none where there is no such folder. One that cannot be read is called by its file's name. */
export async function notebookTitles(folder: string): Promise<NotebookTitle[]> {
  const files = (await readdir(folder).catch(() => [] as string[])).filter(
    (file) => file.endsWith('.ipynb') && !file.startsWith('.'),
  );
  return Promise.all(
    files.sort().map(async (file) => {
      const name = path.basename(file, '.ipynb');
      const { cells } = await readNotebook(path.join(folder, file)).catch(() => ({ cells: [] as Cell[] }));
      const text = cells.filter((cell) => cell.cell_type === 'markdown').map(({ source }) => source);
      const heading = /^#\s+(?:[A-Z]?\d+\.\s+)?(.+)$/m.exec(text.join('\n\n'))?.[1];
      return { name, title: heading ?? name };
    }),
  );
}

/** The number that a notebook's name begins with: `03` of `03-global-residual`. */
export function notebookNumber(name: string): string {
  return /^[A-Z]?\d+/.exec(name)?.[0] ?? name;
}

/** `5 hold, 1 weakly, 2 not`: the table's columns are narrow. */
const shortly = (counts: string): string =>
  counts.replace(/ holds? weakly/, ' weakly').replace(/ do(es)? not hold/, ' not');

/**
 * A table in Markdown: one row a notebook, with a link, and how many of its claims have which verdict. A claim that several
 * notebooks check counts at the first of them, so that the counts add up to those of all claims.
 *
 * @param photographs claims checked on photographs; without any there is no column of them.
 * @param folder the way to the notebooks' folder from the document.
 */
export function verdictsByNotebook(
  notebooks: readonly NotebookTitle[],
  scenes: readonly ClaimRecord[],
  photographs: readonly ClaimRecord[],
  folder: string,
): string {
  const counted = (claims: readonly ClaimRecord[], { name }: NotebookTitle): string =>
    shortly(countVerdicts(claims.filter(({ notebook }) => notebook === name))) || '–';
  return markdownTable<NotebookTitle>(
    [
      {
        head: 'Notebook',
        cell: ({ name, title }) =>
          `[${notebookNumber(name)}](${folder}/${encodeURIComponent(name)}.ipynb) ${title}`,
      },
      {
        head: photographs.length > 0 ? 'On the embedded scenes' : 'Claims',
        cell: (one) => counted(scenes, one),
      },
      ...(photographs.length > 0
        ? [{ head: 'On photographs', cell: (one: NotebookTitle) => counted(photographs, one) }]
        : []),
    ],
    notebooks,
  );
}
