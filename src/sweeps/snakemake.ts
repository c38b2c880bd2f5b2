import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { codeRoot, shippedOrOwn } from '@ddr-lab/base/project';
import { placesIn } from './places';
import { readPlan } from './plan-file';
import { readResult } from './store';

/** How to get Snakemake, in a line. */
export const howToGet =
  'Snakemake is not installed: apt-get install snakemake (Debian), or python3 -m pip install "snakemake<8"; or do without it: --here.';

/** What `runSnakemake` takes. */
export interface SnakemakeOptions {
  /** `local` (default), `slurm`, `kubernetes`, or a folder. */
  readonly profile?: string;
  readonly jobs?: string;
  readonly dryRun?: boolean;
  /** Options of Snakemake's own, behind ours. */
  readonly more?: readonly string[];
  /** Told the number of its process. */
  readonly onStart?: (pid: number) => void;
}

/**
 * Where Snakemake is.
 *
 * @param env where PATH and DDR_SNAKEMAKE (its file) are looked up.
 * @throws InputError saying how to get it.
 */
export function findSnakemake(env: NodeJS.ProcessEnv = process.env): string {
  if (env.DDR_SNAKEMAKE) return env.DDR_SNAKEMAKE;
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const found = folders.map((folder) => path.join(folder, 'snakemake')).find(isProgram);
  if (found === undefined) throw new InputError(howToGet);
  return found;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs what of a plan is not done, by `workflow/Snakefile`. What Snakemake says goes where this process prints.
 *
 * @returns its exit status.
 * @throws InputError for a profile that is not there.
 */
export async function runSnakemake(
  program: string,
  folder: string,
  { profile = 'local', jobs, dryRun, more = [], onStart }: SnakemakeOptions,
): Promise<number> {
  const workflow = path.dirname(shippedOrOwn('workflow', 'Snakefile'));
  const named = path.join(workflow, 'profiles', profile);
  const profileFolder = existsSync(named) ? named : path.resolve(profile);
  if (!existsSync(path.join(profileFolder, 'config.yaml'))) {
    throw new InputError(
      `--profile ${profile}: is none of local, slurm, kubernetes, and no folder with a config.yaml.`,
    );
  }
  await setDamagedAside(folder);
  const count = jobs ?? (profile === 'local' ? String(os.availableParallelism()) : undefined);
  const words = [
    ...['--snakefile', path.join(workflow, 'Snakefile'), '--directory', folder, '--profile', profileFolder],
    // The sweep is held already, and Snakemake's own lock stays when it is killed.
    '--nolock',
    ...(count === undefined ? [] : ['--jobs', count]),
    ...(dryRun ? ['--dry-run'] : []),
    ...more,
  ];
  const ddr = [process.execPath, path.join(codeRoot, 'bin', 'ddr.js')];
  const env = { DDR_COMMAND: ddr.map(quoted).join(' '), DDR_WORKFLOW: workflow, ...process.env };
  const child = spawn(program, words, { stdio: 'inherit', env });
  // Ctrl-C reaches it, too, and it ends what it started.
  const wait = (): void => undefined;
  process.on('SIGINT', wait);
  const pass = (): void => void child.kill('SIGTERM');
  process.on('SIGTERM', pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('spawn', () => onStart?.(child.pid!));
      child.on('error', (error) =>
        reject(new InputError(`${program}: cannot be started (${error.message}).`)),
      );
      child.on('exit', (status, signal) =>
        resolve(status ?? 128 + (signal ? os.constants.signals[signal] : 1)),
      );
    });
  } finally {
    process.off('SIGINT', wait);
    process.off('SIGTERM', pass);
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Snakemake sees only whether a result is there: one that is damaged makes room. */
async function setDamagedAside(folder: string): Promise<void> {
  const places = placesIn(folder);
  for (const { id } of await readPlan(folder)) {
    if ((await readResult(folder, id)).state !== 'damaged') continue;
    await rename(places.result(id), `${places.result(id)}.damaged`);
  }
}
