import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { readFile } from 'node:fs/promises';

/** One output of a code cell, as nbformat 4 defines it. */
export interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  [key: string]: unknown;
}

/** One cell; `source` is one string here, whatever the file had. */
export interface Cell {
  id?: string;
  cell_type: string;
  source: string;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
  outputs?: Output[];
  attachments?: Record<string, unknown>;
}

/** A Jupyter notebook, nbformat 4. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** The name of the kernel that this project's notebooks run on. */
const KERNEL = 'ddr-lab';

/** Kernels whose notebooks run on it, too: notebooks from before it had its own name, and of tslab. */
const ALSO = ['tslab', 'jslab'];

/** The text of a field that nbformat stores as a string or as an array of lines. */
export function joined(text: string | readonly string[] | undefined): string {
  return typeof text === 'string' ? text : (text ?? []).join('');
}

/**
 * Reads a notebook and brings it into one form: sources as single strings, every cell with an id.
 *
 * @throws InputError naming the file when it is missing, not JSON, not nbformat 4, or not for a TypeScript kernel.
 */
export async function readNotebook(file: string): Promise<Notebook> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      error.code === 'ENOENT' ? `${file}: there is no such notebook.` : `${file}: ${error.message}`,
    );
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file}: not a notebook, its content is not JSON (${(error as Error).message}).`);
  }
  return parseNotebook(content, file);
}

/** The checked form of a notebook's JSON; `file` is named in errors. */
export function parseNotebook(content: unknown, file: string): Notebook {
  if (!isRecord(content) || !Array.isArray(content.cells) || content.nbformat !== 4) {
    throw new InputError(`${file}: not a notebook of format 4 (it needs "cells" and "nbformat": 4).`);
  }
  const metadata = isRecord(content.metadata) ? content.metadata : {};
  const kernel = isRecord(metadata.kernelspec) ? metadata.kernelspec.name : undefined;
  if (kernel !== KERNEL && !ALSO.includes(String(kernel))) {
    const found = kernel === undefined ? 'no kernel' : `the kernel "${String(kernel)}"`;
    throw new InputError(
      `${file}: the notebook is for ${found}; here notebooks run on "${KERNEL}". ` +
        'Choose the kernel TypeScript (ddr-lab) in Jupyter and save it.',
    );
  }
  const cells = content.cells.map((cell: unknown, i) => parseCell(cell, i, file));
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

function parseCell(cell: unknown, index: number, file: string): Cell {
  const type = isRecord(cell) ? cell.cell_type : undefined;
  if (!isRecord(cell) || !['code', 'markdown', 'raw'].includes(String(type)) || !isText(cell.source)) {
    throw new InputError(`${file}: cell ${index + 1} is not a code, markdown or raw cell with a source.`);
  }
  const common = {
    cell_type: String(type),
    // Old notebooks have no ids. These are the same each time, so that nothing changes from run to run.
    id: typeof cell.id === 'string' ? cell.id : `cell-${index + 1}`,
    metadata: isRecord(cell.metadata) ? cell.metadata : {},
    source: joined(cell.source),
    ...(isRecord(cell.attachments) ? { attachments: cell.attachments } : {}),
  };
  if (type !== 'code') return common;
  const outputs = Array.isArray(cell.outputs) ? (cell.outputs as Output[]) : [];
  const count = typeof cell.execution_count === 'number' ? cell.execution_count : null;
  return { ...common, execution_count: count, outputs };
}

/** Whether the runner will execute this cell: code that is not blank. */
export function isRunnable(cell: Cell): boolean {
  return cell.cell_type === 'code' && cell.source.trim() !== '';
}

/** Writes a notebook as Jupyter does (one-space indent, text as lines), whole or not at all. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeWhole(file, `${JSON.stringify(asStored(notebook), null, 1)}\n`);
}

/** The form in which Jupyter stores notebooks, keys in its (alphabetical) order: a save in Jupyter is no change. */
function asStored(notebook: Notebook): unknown {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: lines(cell.source),
    ...(cell.outputs ? { outputs: cell.outputs.map(storedOutput) } : {}),
  }));
  return sortKeys({ ...notebook, cells });
}

function storedOutput(output: Output): Output {
  const text = output.text === undefined ? {} : { text: lines(joined(output.text)) };
  if (!output.data) return { ...output, ...text };
  const data = Object.entries(output.data).map(([type, value]) => {
    const isLines = typeof value === 'string' && !type.endsWith('json') && !isBinary(type);
    return [type, isLines ? lines(value) : value] as const;
  });
  return { ...output, ...text, data: Object.fromEntries(data) };
}

function isBinary(type: string): boolean {
  return (type.startsWith('image/') && type !== 'image/svg+xml') || type === 'application/pdf';
}

/** The text cut after each newline. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

function isText(value: unknown): value is string | string[] {
  return typeof value === 'string' || (Array.isArray(value) && value.every((v) => typeof v === 'string'));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The notebook as it is kept: the same however and whenever it was executed, so that re-running it changes a
 * file only where a result changed. Kernel metadata are the project's, time stamps and editor state are dropped,
 * consecutive pieces of one stream are one output.
 */
export function tidy(notebook: Notebook): Notebook {
  return {
    cells: notebook.cells.map(tidyCell),
    metadata: {
      kernelspec: { display_name: 'TypeScript (ddr-lab)', language: 'typescript', name: KERNEL },
      language_info: {
        codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
        file_extension: '.ts',
        mimetype: 'text/typescript',
        name: 'typescript',
        nbconvert_exporter: 'script',
        pygments_lexer: 'typescript',
        version: '5.0.4',
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Cell metadata worth keeping; the rest is when it ran and how an editor showed it. */
const KEPT = ['tags', 'jupyter', 'name', 'slideshow'];

function tidyCell(cell: Cell): Cell {
  const metadata = Object.fromEntries(Object.entries(cell.metadata).filter(([key]) => KEPT.includes(key)));
  return cell.outputs ? { ...cell, metadata, outputs: mergeStreams(cell.outputs) } : { ...cell, metadata };
}

const PLOTLY = 'application/vnd.plotly.v1+json';

/**
 * The form in which notebooks are committed: a figure is its picture and its caption, without the data and the script
 * that bring it to life. Whoever runs the notebook, or opens the book, has those again.
 */
export function lean(notebook: Notebook): Notebook {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) =>
      cell.outputs ? { ...cell, outputs: cell.outputs.flatMap(leanOutput) } : cell,
    ),
  };
}

function leanOutput(output: Output): Output[] {
  const { data } = output;
  if (data === undefined) return [output];
  if (!('image/png' in data) || !(PLOTLY in data)) {
    // The library that all figures of a page share.
    return joined(data['text/html'] as string | undefined).includes('window.ddrFigures.library(')
      ? []
      : [output];
  }
  const words = joined(data['text/plain'] as string | undefined);
  const picture = { ...output, data: { 'image/png': data['image/png'], 'text/plain': words } };
  const caption = /^\[figure [^:\]]+: ([^]*)\]$/.exec(words)?.[1];
  if (caption === undefined) return [picture];
  return [
    picture,
    { output_type: 'display_data', metadata: {}, data: { 'text/markdown': caption, 'text/plain': caption } },
  ];
}

function mergeStreams(outputs: readonly Output[]): Output[] {
  const merged: Output[] = [];
  for (const output of outputs) {
    const last = merged[merged.length - 1];
    if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
      merged[merged.length - 1] = { ...last, text: joined(last.text) + joined(output.text) };
    } else {
      merged.push(output);
    }
  }
  return merged;
}
