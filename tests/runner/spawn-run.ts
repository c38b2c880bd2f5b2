import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.join(__dirname, '..', '..');

/** The notebooks that these tests execute. */
export const notebook = (name: string): string => path.join(PROJECT, 'tests', 'notebooks', `${name}.ipynb`);

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `ddr run` as a user would, from another folder. */
export function spawnRun(
  args: readonly string[],
  cwd: string,
  environment: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const command = [path.join(PROJECT, 'bin', 'ddr.js'), 'run', ...args];
  const child = spawn(process.execPath, command, { cwd, env: { ...process.env, ...environment } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
  return { child, ended };
}

/** A living process and its command line, from Linux's /proc; zombies do not count. */
function processes(): Map<number, { parent: number; command: string }> {
  const found = new Map<number, { parent: number; command: string }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replace(/\0/g, ' ');
      if (state !== 'Z') found.set(Number(name), { parent: Number(parent), command });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

/** Everything that a process started, and what that started, by pid. */
export function descendants(pid: number): Map<number, string> {
  const all = processes();
  const found = new Map<number, string>();
  const visit = (parent: number): void => {
    for (const [child, { parent: of, command }] of all) {
      if (of !== parent || found.has(child)) continue;
      found.set(child, command);
      visit(child);
    }
  };
  visit(pid);
  return found;
}

/** Those of the given processes that still live. */
export function alive(pids: Iterable<number>): number[] {
  const all = processes();
  return [...pids].filter((pid) => all.has(pid));
}

/** Waits until `condition` holds; throws after `seconds`. */
export async function until(condition: () => boolean, what: string, seconds = 1200): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Waited ${seconds} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
