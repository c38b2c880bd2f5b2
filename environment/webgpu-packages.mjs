import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT, readJson, stateFolder } from './files.mjs';
import { installPackages, packagesProblem } from './packages.mjs';
import { during, say } from './say.mjs';

/** The folder whose own package-lock.json pins Dawn and tfjs's WebGPU backend, and that holds them. */
const folderOf = (root) => path.join(root, 'environment', 'webgpu');
const builds = (root) => path.join(folderOf(root), 'node_modules', 'webgpu', 'dist');

/** Dawn's name for this system; macOS has one build for all processors. */
const system = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`;

/**
 * What there is of WebGPU: `{ version, problem }`, that is Dawn's locked version, and what keeps it from being
 * usable, in words; undefined where nothing does. Whether there is a GPU for it is another matter.
 */
export function webgpuState({ root = ROOT } = {}) {
  const folder = folderOf(root);
  const version = readJson(path.join(folder, 'package-lock.json'))?.packages['node_modules/webgpu']?.version;
  if (!existsSync(path.join(folder, 'node_modules'))) return { version, problem: 'not installed' };
  const problem = packagesProblem(folder);
  if (problem) return { version, problem };
  const built = existsSync(path.join(builds(root), system, 'dawn.node'));
  return { version, problem: built ? undefined : `it has no build for ${system}` };
}

/**
 * Installs exactly what the lock file says, from the npm registry (some 55 MB), and removes the builds for other
 * systems, four fifths of its size.
 *
 * @returns whether it is now in place; the reader has been told where it is not.
 */
export async function addWebgpu({ root = ROOT, env = process.env, onStart } = {}) {
  const log = path.join(stateFolder(root), 'webgpu.log');
  try {
    await during('Installing Dawn and the WebGPU backend', () =>
      installPackages({ root: folderOf(root), env, log, onStart }),
    );
  } catch (error) {
    say(`WebGPU could not be had: ${error.message}`);
    return false;
  }
  const { problem } = webgpuState({ root });
  if (problem) {
    say(`WebGPU cannot be used here: ${problem}.`);
    return false;
  }
  for (const other of readdirSync(builds(root))) {
    if (other !== system) rmSync(path.join(builds(root), other), { recursive: true, force: true });
  }
  return true;
}
