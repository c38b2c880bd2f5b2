import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ownedFolder } from '../../../environment/temporary';
import type { Jupyter } from '../jupyter';

/** A notebook to convert; relative pictures in its text are relative to `folder`. */
export interface Source {
  readonly file: string;
  readonly folder: string;
}

/** The HTML bodies of executed notebooks, made by nbconvert with this project's template. */
export async function convertBodies(
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
