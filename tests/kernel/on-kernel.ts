import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from 'vitest';
import { findJupyter, PROJECT } from '@ddr-lab/book/jupyter';

export interface KernelCell {
  readonly code: string;
  /** Interrupt the cell when it has printed or shown this. */
  readonly stop?: string;
  /** Seconds between one interrupt and the next; default 10. */
  readonly again?: number;
  /** Send the signal to the kernel's process alone, as VS Code does it, not to its group. */
  readonly pid?: boolean;
}

/** What one cell replied, printed and showed, whenever it came. */
export interface Reply {
  readonly status: string;
  readonly text: string;
  /** Each display as it was at the end, in plain text. */
  readonly shown: readonly string[];
  /** How many messages brought it. */
  readonly messages: number;
}

/** Runs cells one after the other on one real kernel in `folder` (default `notebooks/`). */
export async function onKernel(
  cells: readonly (string | KernelCell)[],
  { folder = path.join(PROJECT, 'notebooks'), environment: more = {} } = {} as {
    folder?: string;
    environment?: NodeJS.ProcessEnv;
  },
): Promise<{ alive: boolean; results: Reply[] }> {
  const { python, environment } = await findJupyter();
  const script = path.join(__dirname, 'drive.py');
  const kernel = path.join(PROJECT, 'packages', 'book', 'kernel.js');
  const child = spawn(python, [script, kernel, process.execPath, folder], {
    env: { ...environment, DDR_DATA: '', ...more },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stdin.end(JSON.stringify(cells.map((cell) => (typeof cell === 'string' ? { code: cell } : cell))));
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect(status).toBe(0);
  return JSON.parse(text) as { alive: boolean; results: Reply[] };
}
