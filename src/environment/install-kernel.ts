import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { KERNEL, kernelSpec } from '../../environment/facts.mjs';

/** Where a kernel is to be known: one of these, or none, which is `user`. */
export interface KernelPlace {
  /** In the folder where Jupyter looks for whoever is logged in. */
  readonly user?: boolean;
  /** In the Python environment that is active: venv, conda, or that of the `python3` on the PATH. */
  readonly sysPrefix?: boolean;
  /** Below any folder, `/usr/local` for instance: DIR/share/jupyter/kernels. */
  readonly prefix?: string;
}

/** The machine that is asked. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

const here = (): Surroundings => ({ platform: process.platform, env: process.env, home: os.homedir() });

/**
 * The folder of kernels that a Jupyter elsewhere looks into.
 *
 * @throws InputError where more than one place is named, a named one is no folder, or there is no Python.
 */
export function kernelsFolder(place: KernelPlace, machine: Surroundings = here()): string {
  const named = [place.user === true, place.sysPrefix === true, place.prefix !== undefined].filter(Boolean);
  if (named.length > 1) {
    throw new InputError('one place at a time: --user, --sys-prefix or --prefix DIR.');
  }
  if (place.prefix !== undefined) return below(existing(place.prefix));
  if (place.sysPrefix) return below(pythonPrefix(machine));
  return path.join(userFolder(machine), 'kernels');
}

const below = (prefix: string): string => path.join(prefix, 'share', 'jupyter', 'kernels');

function existing(folder: string): string {
  const whole = path.resolve(folder);
  if (folder.trim() === '' || !statSync(whole, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`--prefix ${folder}: there is no such folder.`);
  }
  return whole;
}

/** Jupyter's data folder of a user, as jupyter_core finds it. */
function userFolder({ platform, env, home }: Surroundings): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === 'darwin') return path.join(home, 'Library', 'Jupyter');
  if (platform === 'win32') return path.join(env.APPDATA ?? path.join(home, 'AppData', 'Roaming'), 'jupyter');
  return path.join(env.XDG_DATA_HOME || path.join(home, '.local', 'share'), 'jupyter');
}

function pythonPrefix({ platform, env }: Surroundings): string {
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX;
  if (active) return active;
  const python = platform === 'win32' ? 'python' : 'python3';
  const { status, stdout } = spawnSync(python, ['-c', 'import sys; print(sys.prefix)'], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0 || stdout.trim() === '') {
    throw new InputError(
      '--sys-prefix: no virtual environment is active and there is no Python on the PATH. Name the folder with --prefix DIR.',
    );
  }
  return stdout.trim();
}

const fileOf = (place: KernelPlace, machine?: Surroundings): string =>
  path.join(kernelsFolder(place, machine), KERNEL, 'kernel.json');

/**
 * Makes this project's kernel known to another Jupyter; one that was there is written anew.
 *
 * @returns the file that was written.
 * @throws InputError where the place makes no sense or cannot be written.
 */
export async function installKernel(place: KernelPlace = {}, machine?: Surroundings): Promise<string> {
  const file = fileOf(place, machine);
  try {
    await writeWhole(file, `${JSON.stringify(kernelSpec(), null, 1)}\n`);
  } catch (error) {
    throw new InputError(
      `${file} cannot be written (${(error as Error).message}). Choose another place, such as --user.`,
    );
  }
  return file;
}

/**
 * Takes it away again.
 *
 * @returns the folder that was removed.
 * @throws InputError where there is none, or one that something else has put there.
 */
export async function uninstallKernel(place: KernelPlace = {}, machine?: Surroundings): Promise<string> {
  const file = fileOf(place, machine);
  if (!existsSync(file))
    throw new InputError(`${file}: no such kernel. \`jupyter kernelspec list\` shows where kernels are.`);
  if (!isOurs(file)) throw new InputError(`${file} is not a kernel of ddr-lab; it is left alone.`);
  const folder = path.dirname(file);
  try {
    await rm(folder, { recursive: true });
  } catch (error) {
    throw new InputError(`${folder} cannot be removed (${(error as Error).message}).`);
  }
  return folder;
}

/** Of this project or of another copy of it. */
function isOurs(file: string): boolean {
  try {
    const { argv } = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[] };
    return argv[1].split(/[\\/]/).slice(-3).join('/') === 'packages/book/kernel.js';
  } catch {
    return false;
  }
}
