import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT, readJson, stateFolder, writeJson } from './files.mjs';
import { modifiedAt, pythons } from './python.mjs';

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
 * long as that Python, the folders of its modules, and the Pythons that would come before it (`passed`) are the ones that were seen.
 * `fresh` looks anew.
 */
export function findJupyter({ root = ROOT, env = process.env, fresh = false, candidates } = {}) {
  const all = candidates ?? pythons(env, { root });
  const kept = fresh ? undefined : readJson(recordOf(root));
  if (kept && holds(kept, all)) return kept;
  const passed = [];
  for (const python of all) {
    const found = probe(python, env);
    if (found && NEEDED_MODULES.every((name) => name in found.modules)) {
      const whole = { ...found, passed };
      keep(recordOf(root), whole);
      return whole;
    }
    passed.push({ python, modified: modifiedAt(python), site: found?.site, filled: found?.filled });
  }
  return undefined;
}

/** Whether what was seen last time is still so, judged without starting Python. */
function holds({ python, modified, modules, passed = [] }, all) {
  if (modifiedAt(python) !== modified) return false;
  const before = all.slice(0, all.indexOf(python));
  if (!all.includes(python) || !before.every((each) => isAsSeen(each, passed))) return false;
  // Something to open notebooks with may have been installed since: ask again.
  if (!LAB_MODULES.some((name) => name in modules)) return false;
  return Object.values(modules).every(({ folder }) => existsSync(path.join(folder, '__init__.py')));
}

/** Whether a Python was without Jupyter, and nothing has been installed in it since. */
function isAsSeen(python, passed) {
  const seen = passed.find((each) => each.python === python);
  if (!seen || seen.modified !== modifiedAt(python)) return false;
  return seen.site === undefined || seen.filled === modifiedAt(seen.site);
}

const PROBE = `
import importlib, importlib.metadata, importlib.util, json, os, sys, sysconfig
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
print(json.dumps({'version': sys.version.split()[0], 'site': sysconfig.get_path('purelib'), 'modules': modules}))
`;

function probe(python, env) {
  const { stdout, status } = spawnSync(python, ['-c', PROBE, NEEDED_MODULES.join(), LAB_MODULES.join()], {
    encoding: 'utf8',
    env,
    timeout: 60_000,
    windowsHide: true,
  });
  if (status !== 0) return undefined;
  try {
    const said = JSON.parse(stdout.trim().split('\n').at(-1));
    return { python, modified: modifiedAt(python), filled: said.site && modifiedAt(said.site), ...said };
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
