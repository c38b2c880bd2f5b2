import { type Cell, joined, KERNEL, type Notebook, type Output } from './notebook-file';

/**
 * The notebook as it is kept: the same however and whenever it was executed, so that re-running it changes a
 * file only where a result changed. Kernel metadata are the project's, time stamps and editor state are dropped,
 * consecutive pieces of one stream are one output.
 */
export function tidy(notebook: Notebook): Notebook {
  return {
    cells: notebook.cells.map(tidyCell),
    metadata: {
      kernelspec: { display_name: 'TypeScript', language: 'typescript', name: KERNEL },
      language_info: {
        codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
        file_extension: '.ts',
        mimetype: 'text/typescript',
        name: 'typescript',
        version: '3.7.2',
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
