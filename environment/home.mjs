import { accessSync, constants, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ROOT, stateFolder } from './files.mjs';

/** Whether this folder can be written, or made. */
export function isWritable(folder) {
  let there = path.resolve(folder);
  while (!existsSync(there) && path.dirname(there) !== there) there = path.dirname(there);
  try {
    accessSync(there, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The environment for programs that keep things in the home folder (npm, pip, a browser): where that cannot be written, they are
 * told of a folder in `.ddr` instead. Elsewhere it is the one given.
 *
 * @param options `home`: default, the user's; `writable(folder)`: default, as it is here
 */
export function homeless({
  root = ROOT,
  env = process.env,
  home = os.homedir(),
  writable = isWritable,
} = {}) {
  const cache = env.npm_config_cache ?? path.join(home, '.npm');
  const here = path.join(stateFolder(root), 'home');
  const changed = { ...env };
  if (!writable(cache)) changed.npm_config_cache = path.join(here, '.npm');
  if (writable(home)) return changed;
  return {
    ...changed,
    HOME: here,
    XDG_CACHE_HOME: path.join(here, '.cache'),
    XDG_CONFIG_HOME: path.join(here, '.config'),
  };
}
