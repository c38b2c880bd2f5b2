import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { isProgram, onPath } from './child.mjs';
import { ROOT, readJson, stateFolder, writeJson } from './files.mjs';

/** Python modules without which no notebook runs. */
export const NEEDED_MODULES = ['nbclient', 'nbconvert', 'jupyter_client'];
/** Either of these opens notebooks in the browser (`npm run lab`); the first one found is used. */
export const LAB_MODULES = ['jupyterlab', 'notebook'];

const recordOf = (root) => path.join(stateFolder(root), 'jupyter', 'python.json');

/**
 * The Python that runs Jupyter, and what it has: `{ python, version, modules: { nbclient: { version, folder } } }`;
 * undefined where no Python here can import all of NEEDED_MODULES.
 *
 * Starting Python takes most of a second, so the answer is kept in `.ddr/jupyter/python.json` and holds for as
 * long as that Python and the folders of its modules are the ones that were seen. `fresh` looks anew.
 */
export function findJupyter({ root = ROOT, env = process.env, fresh = false, candidates } = {}) {
  const kept = fresh ? undefined : readJson(recordOf(root));
  if (kept && holds(kept, env)) return kept;
  for (const python of candidates ?? pythons(env)) {
    const found = probe(python, env);
    if (found && NEEDED_MODULES.every((name) => name in found.modules)) {
      keep(recordOf(root), found);
      return found;
    }
  }
  return undefined;
}

/** Pythons worth asking: the one that DDR_PYTHON names, or else Debian's own, then those on the PATH. */
export function pythons(env = process.env) {
  if (env.DDR_PYTHON) return [env.DDR_PYTHON];
  const all = ['/usr/bin/python3', ...onPath('python3', env), ...onPath('python', env)];
  return [...new Set(all)].filter(isProgram);
}

/** Whether what was seen last time is still so, judged without starting Python. */
function holds({ python, modified, modules }, env) {
  if (env.DDR_PYTHON && env.DDR_PYTHON !== python) return false;
  if (modifiedAt(python) !== modified) return false;
  // Something to open notebooks with may have been installed since: ask again.
  if (!LAB_MODULES.some((name) => name in modules)) return false;
  return Object.values(modules).every(({ folder }) => existsSync(path.join(folder, '__init__.py')));
}

function modifiedAt(file) {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

const PROBE = `
import importlib, importlib.metadata, importlib.util, json, os, sys
needed, others = sys.argv[1].split(','), sys.argv[2].split(',')
modules = {}
for name in needed + others:
    try:
        if name in needed: importlib.import_module(name)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None: continue
        try: version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError: version = 'of unknown version'
        modules[name] = {'version': version, 'folder': os.path.dirname(spec.origin)}
    except Exception: pass
print(json.dumps({'version': sys.version.split()[0], 'modules': modules}))
`;

function probe(python, env) {
  const { stdout, status } = spawnSync(python, ['-c', PROBE, NEEDED_MODULES.join(), LAB_MODULES.join()], {
    encoding: 'utf8',
    env,
    timeout: 60_000,
  });
  if (status !== 0) return undefined;
  try {
    return { python, modified: modifiedAt(python), ...JSON.parse(stdout.trim().split('\n').at(-1)) };
  } catch {
    return undefined;
  }
}

/** A folder that cannot be written costs only the time to look again. */
function keep(file, found) {
  try {
    writeJson(file, found);
  } catch {
    // As said above.
  }
}

/**
 * The environment for everything of Jupyter that this project starts. Kernels, settings and run files lie in
 * the project's `.ddr/jupyter`, never in the home folder, which may be read-only or hold somebody's own set-up.
 * Kernels that `JUPYTER_PATH` already named stay known.
 */
export function jupyterEnvironment({ root = ROOT, env = process.env } = {}) {
  const folder = path.join(stateFolder(root), 'jupyter');
  return {
    ...env,
    JUPYTER_PATH: [folder, env.JUPYTER_PATH].filter(Boolean).join(path.delimiter),
    JUPYTER_DATA_DIR: path.join(folder, 'data'),
    JUPYTER_CONFIG_DIR: path.join(folder, 'config'),
    JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
    IPYTHONDIR: path.join(folder, 'ipython'),
    JUPYTER_PLATFORM_DIRS: '1',
  };
}
