import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(__dirname, '../..');
const fixture = (name: string): string => path.join(root, 'tests/fixtures/import', name);

/** Twelve units of a second each: two networks of random weights, two sets of degradations, three image sets. */
export const tiny = `
networks:
  - file: ${fixture('msrresnet-x4.pth')}
  - { file: ${fixture('msrresnet-x3.pth')}, name: x3 }
degradations:
  types: [clean, blur2, noise20]
  levels: [clean, blur1..3]
images:
  - { set: scenes, count: 6, size: 96 }
  - { name: simple, set: scenes/simple, count: 6, size: 96 }
  - { name: busy, set: scenes/busy, count: 6, size: 96 }
patch: 16
projection: { iterations: 20 }
seeds: 2
measures: [chi]
`;

/** Writes it into a folder. @returns its file. */
export function writeTiny(folder: string, name = 'tiny', text = tiny): string {
  const file = path.join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return file;
}

export const ddr = [path.join(root, 'bin/ddr.js')];
const env = { ...process.env, DDR_CACHE: 'off', DDR_THREADS: '1' };

/** Runs `ddr` as a program. @throws Error with what it printed, where it ends with another status than 0. */
export async function runDdr(words: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...ddr, ...words], {
    cwd,
    env,
    maxBuffer: 1e8,
  });
  return stdout;
}

/** A `ddr` that was started. */
export interface Started {
  readonly child: ChildProcess;
  /** Its exit status; null where it was killed. */
  readonly ended: Promise<number | null>;
}

/** Starts `ddr` as the head of a process group of its own. */
export function startDdr(words: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [...ddr, ...words], {
    cwd,
    env: { ...more, ...env, ...(more.SLURM_CONF ? { SLURM_CONF: more.SLURM_CONF } : {}) },
    detached: true,
    stdio: 'ignore',
  });
  return { child, ended: new Promise<number | null>((resolve) => void child.on('exit', resolve)) };
}

/** The results in a sweep's folder, by their ids: when each was written. */
export function results(folder: string): Map<string, number> {
  const top = path.join(folder, 'results');
  const files = existsSync(top)
    ? readdirSync(top).flatMap((ab) =>
        readdirSync(path.join(top, ab)).map((name) => path.join(top, ab, name)),
      )
    : [];
  const whole = files.filter((file) => file.endsWith('.json'));
  return new Map(whole.map((file) => [path.basename(file, '.json'), statSync(file).mtimeMs]));
}

/** Waits until something is so. @throws Error after so many seconds. */
export async function until(what: string, isSo: () => boolean, seconds = 600): Promise<void> {
  const last = Date.now() + seconds * 1000;
  while (!isSo()) {
    if (Date.now() > last) throw new Error(`${what}: not after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Whether a program is here. */
export const isHere = (...programs: readonly string[]): boolean =>
  programs.every((program) =>
    (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program))),
  );

/** The processes that hold a lock: who took it, and what that one started. */
export function holders(lock: string): number[] {
  try {
    const { processes } = JSON.parse(readFileSync(lock, 'utf8')) as { processes: { pid: number }[] };
    return processes.map(({ pid }) => pid);
  } catch {
    return [];
  }
}
