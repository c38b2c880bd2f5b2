import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ownedFolder } from '../../../environment/temporary';
import type { ClaimRecord } from '../claims/claim-record';
import type { Executed } from '../executed';
import type { Jupyter } from '../jupyter';
import { parametersText } from '../parameters';
import { linkCode } from './code-links';
import { indexPage } from './index-page';
import { notebookPage } from './page';
import { summarise } from './summary';

/** A notebook to convert; relative pictures in its text are relative to `folder`. */
export interface Source {
  readonly file: string;
  readonly folder: string;
}

/** The HTML bodies of executed notebooks, made by nbconvert with this project's template. */
async function convertBodies(
  notebooks: readonly Source[],
  jupyter: Jupyter,
  signal?: AbortSignal,
): Promise<string[]> {
  const scratch = ownedFolder(tmpdir(), 'ddr-book-');
  const result = path.join(scratch, 'bodies.json');
  try {
    const job = { notebooks, templates: path.join(__dirname, 'template'), result };
    await runPython(path.join(__dirname, 'convert.py'), job, jupyter, signal);
    return JSON.parse(await readFile(result, 'utf8')) as string[];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function runPython(script: string, job: object, jupyter: Jupyter, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(jupyter.python, [script], {
      env: jupyter.environment,
      stdio: ['pipe', 'ignore', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
    let stderr = '';
    child.stderr.on('data', (data) => (stderr += String(data)));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`nbconvert could not make the book (status ${status}):\n${stderr.trim()}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(job));
  });
}

/**
 * Makes relative links in the text of a page (not in its outputs) right for the book: to another notebook of the
 * book, its page; to anything else, the file itself, seen from the output folder.
 *
 * @param body a page's body; text stands between the marks that the template sets.
 * @param folder the notebook's folder, to which its links are relative.
 * @param out the output folder.
 * @param pages names of the notebooks in the book.
 */
export function adaptLinks(body: string, folder: string, out: string, pages: ReadonlySet<string>): string {
  return body.replace(/<!--text-->[\s\S]*?<!--\/text-->/g, (text) =>
    text.replace(/(<a\b[^>]*?\shref=")([^"#]+)(#[^"]*)?(")/g, (whole, before, href, hash = '', after) => {
      if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(href)) return whole;
      const name = path.basename(href, '.ipynb');
      if (href.endsWith('.ipynb') && pages.has(decode(name))) return `${before}${name}.html${hash}${after}`;
      return `${before}${path.posix.normalize(`${address(path.relative(out, folder))}/${href}`)}${hash}${after}`;
    }),
  );
}

/** A folder as part of an address, whatever its name holds. */
function address(folder: string): string {
  return folder === '' ? '.' : folder.split(path.sep).map(encodeURIComponent).join('/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Where `ddr explore` puts its page, in the book's folder: the first page links to it where it is there. */
const EXPLORER = 'explorer.html';

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
    ...(record.parameters && { parameters: parametersText(record.parameters) }),
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
  const explorer = existsSync(path.join(out, EXPLORER)) ? EXPLORER : undefined;
  await writeWhole(index, indexPage(entries, style, photographs, explorer));
  return index;
}
