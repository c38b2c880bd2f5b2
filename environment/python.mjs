import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isProgram, lastLines, onPath, run, variable } from './child.mjs';
import { ROOT, readJson, stateFolder, writeJson } from './files.mjs';
import { homeless } from './home.mjs';

/** What pip installs, exactly. */
const REQUIREMENTS = path.join('environment', 'requirements.txt');
/** The oldest Python that it can be installed in. */
export const OLDEST_PYTHON = [3, 10];

const folderOf = (root) => path.join(stateFolder(root), 'python');
const stampOf = (root) => path.join(folderOf(root), 'ddr-lab.json');

/** The project's own Python, which set-up makes where no other has Jupyter. */
export const ownPython = (root = ROOT, platform = process.platform) => pythonOf(folderOf(root), { platform });

/** The Python of a virtual environment; conda on Windows has it at the top. */
function pythonOf(folder, { platform = process.platform, conda = false } = {}) {
  const { join } = platform === 'win32' ? path.win32 : path.posix;
  if (platform !== 'win32') return join(folder, 'bin', 'python3');
  return conda ? join(folder, 'python.exe') : join(folder, 'Scripts', 'python.exe');
}

/** The Pythons of the environments that are activated in this shell: venv, virtualenv or uv, then conda. */
export function activePythons(env = process.env, platform = process.platform) {
  const [venv, conda] = ['VIRTUAL_ENV', 'CONDA_PREFIX'].map((name) => variable(env, name, platform));
  return [
    ...(venv ? [pythonOf(venv, { platform })] : []),
    ...(conda ? [pythonOf(conda, { platform, conda: true })] : []),
  ];
}

/**
 * Pythons worth asking, the best first: the one that DDR_PYTHON names and no other; else those of activated environments, the
 * project's own, Debian's, those on the PATH.
 */
export function pythons(
  env = process.env,
  { root = ROOT, platform = process.platform, exists = isProgram } = {},
) {
  if (env.DDR_PYTHON) return [env.DDR_PYTHON];
  const usual = platform === 'win32' ? [] : ['/usr/bin/python3'];
  const found = ['python3', 'python'].flatMap((name) => onPath(name, env));
  const own = existsSync(stampOf(root)) ? [ownPython(root, platform)] : [];
  return [...new Set([...activePythons(env, platform), ...own, ...usual, ...found])].filter(exists);
}

const hashOf = (root) =>
  createHash('sha256')
    .update(readFileSync(path.join(root, REQUIREMENTS)))
    .digest('hex');

/** Whether this Python is the project's own, and other requirements were installed in it than those of today. */
export const isOutdated = (python, root = ROOT) =>
  python === ownPython(root) && readJson(stampOf(root))?.requirements !== hashOf(root);

/** What can make a virtual environment here, in the order of trying: `{ why, commands }`. */
export function waysToMake(python, { folder, requirements, platform = process.platform, uv }) {
  const inside = pythonOf(folder, { platform });
  const install = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '-r', requirements];
  const ways = [
    [
      [python, ['-m', 'venv', folder]],
      [inside, install],
    ],
    // Debian keeps what brings pip into an environment in a package of its own, python3-venv.
    [
      [python, ['-m', 'venv', '--without-pip', folder]],
      [python, ['-m', 'pip', '--python', inside, ...install.slice(2)]],
    ],
  ];
  if (!uv) return ways;
  const byUv = [
    [uv, ['venv', '--python', python, folder]],
    [uv, ['pip', 'install', '--python', inside, '-r', requirements]],
  ];
  return [...ways, byUv];
}

/**
 * Makes the project's own Python with Jupyter in it: a virtual environment in `.ddr/python`, filled from the Python package index
 * exactly as `environment/requirements.txt` says. Needs no root, and whether the system's Python lets itself be changed (PEP 668)
 * is no matter.
 *
 * @throws Error in words, with what to do, where it cannot be had. Nothing of it is left then.
 */
export async function addPython({ root = ROOT, env = process.env, onStart, candidates } = {}) {
  const python = await basePython(candidates ?? pythons({ ...env, DDR_PYTHON: undefined }, { root }), env);
  const log = path.join(stateFolder(root), 'pip.log');
  const folder = folderOf(root);
  const told = { ...homeless({ root, env }), PIP_USER: '0', PYTHONNOUSERSITE: '1' };
  delete told.PYTHONHOME;
  const options = { cwd: root, env: told, log, onStart };
  const ways = waysToMake(python, {
    folder,
    requirements: path.join(root, REQUIREMENTS),
    uv: onPath('uv', env)[0],
  });
  let failed;
  for (const commands of ways) {
    rmSync(folder, { recursive: true, force: true });
    failed = await firstFailure(commands, options);
    if (!failed) {
      writeJson(stampOf(root), { requirements: hashOf(root), python });
      return;
    }
    // The index itself does not answer: another way would not, either.
    if (failed.step > 0 && !/No module named|unrecognized|no such option/i.test(failed.output)) break;
  }
  rmSync(folder, { recursive: true, force: true });
  throw new Error(
    `A Python with Jupyter could not be made in .ddr/python (log: ${path.relative(root, log)}):\n${lastLines(failed.output, 6)}`,
  );
}

async function firstFailure(commands, options) {
  for (const [step, [command, args]] of commands.entries()) {
    const { code, output } = await run(command, args, { ...options, timeout: 1_800_000 });
    if (code !== 0) return { step, output };
  }
  return undefined;
}

async function basePython(candidates, env) {
  const ask = 'import sys; print(sys.version_info[0], sys.version_info[1])';
  for (const python of candidates) {
    const { code, output } = await run(python, ['-c', ask], { env, timeout: 60_000 });
    const [major, minor] = output.trim().split(/\s+/).map(Number);
    if (
      code === 0 &&
      (major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]))
    ) {
      return python;
    }
  }
  throw new Error(`no Python ${OLDEST_PYTHON.join('.')} or newer is on the PATH. ${howToGetPython()}`);
}

/** Where a Python comes from. */
export function howToGetPython(platform = process.platform) {
  if (platform === 'darwin')
    return 'Install one: `brew install python`, or https://www.python.org/downloads.';
  if (platform === 'win32')
    return 'Install one: `winget install Python.Python.3.12`, or https://www.python.org/downloads.';
  return "Install one with your system's packages: python3 with python3-venv.";
}

/** When a file last changed; undefined where it is not there. */
export function modifiedAt(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}
