import { existsSync, readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  ROOT,
  activePythons,
  addPython,
  findJupyter,
  homeless,
  howToGetPython,
  mayMakePython,
  ownPython,
  pythons,
  waysToMake,
} from '../../environment/facts.mjs';
import { fakePython, miniProject, startNode, temporaryFolder, write, writeProgram } from './project';

const COMPLETE = ['nbclient', 'nbconvert', 'jupyter_client', 'notebook'];
const all = (): boolean => true;

test("activated environments come first, then the project's own Python, then the system's", () => {
  const root = temporaryFolder();
  const env = { VIRTUAL_ENV: '/venv', CONDA_PREFIX: '/conda', PATH: '' };
  const before = ['/venv/bin/python3', '/conda/bin/python3'];
  expect(pythons(env, { root, platform: 'linux', exists: all })).toEqual([...before, '/usr/bin/python3']);
  write(path.join(root, '.ddr/python/ddr-lab.json'), {});
  const own = path.join(root, '.ddr/python/bin/python3');
  expect(pythons(env, { root, platform: 'linux', exists: all })).toEqual([
    ...before,
    own,
    '/usr/bin/python3',
  ]);
  expect(pythons({ ...env, DDR_PYTHON: '/p' }, { root, exists: all })).toEqual(['/p']);
});

test('Windows keeps Python elsewhere in an environment, and conda elsewhere again', () => {
  const env = { Virtual_Env: 'C:\\venv', CONDA_PREFIX: 'C:\\conda' };
  expect(activePythons(env, 'win32')).toEqual(['C:\\venv\\Scripts\\python.exe', 'C:\\conda\\python.exe']);
  expect(ownPython('C:\\lab', 'win32').endsWith('Scripts\\python.exe')).toBe(true);
});

test('a Python without Jupyter that comes first is asked again once something was installed in it', () => {
  const root = temporaryFolder();
  const rich = fakePython(path.join(root, 'rich'), COMPLETE);
  const site = path.join(root, 'poor', 'site');
  const starts = path.join(root, 'poor-starts');
  write(path.join(site, 'here'), '');
  const answer = JSON.stringify({ version: '3.99.0', site, modules: {} });
  const poor = writeProgram(path.join(root, 'poor', 'python3'), `echo x >> '${starts}'\necho '${answer}'`);
  const find = (): string | undefined =>
    findJupyter({ root, env: {}, candidates: [poor, rich.python] })?.python;
  const count = (file: string): number => readFileSync(file, 'utf8').split('\n').length - 1;
  expect([find(), find(), find()]).toEqual([rich.python, rich.python, rich.python]);
  expect([count(starts), count(rich.starts)]).toEqual([1, 1]);
  utimesSync(site, new Date(), new Date(Date.now() + 5000));
  expect(find()).toBe(rich.python);
  expect(count(starts)).toBe(2);
  // One that was not there comes first: an environment was activated.
  const active = fakePython(path.join(root, 'active'), COMPLETE).python;
  expect(findJupyter({ root, env: {}, candidates: [active, poor, rich.python] })?.python).toBe(active);
});

test('how an environment is made: venv; without Debian’s python3-venv by the pip outside; by uv', () => {
  const ways = waysToMake('/usr/bin/python3', {
    folder: '/lab/.ddr/python',
    requirements: 'r.txt',
    platform: 'linux',
    uv: '/bin/uv',
  });
  const words = ways.map((commands) => commands.map(([program, args]) => [program, ...args].join(' ')));
  const pip = '--no-input --disable-pip-version-check -r r.txt';
  expect(words).toEqual([
    ['/usr/bin/python3 -m venv /lab/.ddr/python', `/lab/.ddr/python/bin/python3 -m pip install ${pip}`],
    [
      '/usr/bin/python3 -m venv --without-pip /lab/.ddr/python',
      `/usr/bin/python3 -m pip --python /lab/.ddr/python/bin/python3 install ${pip}`,
    ],
    [
      '/bin/uv venv --python /usr/bin/python3 /lab/.ddr/python',
      '/bin/uv pip install --python /lab/.ddr/python/bin/python3 -r r.txt',
    ],
  ]);
  expect(waysToMake('p', { folder: '/f', requirements: 'r', platform: 'linux' })).toHaveLength(2);
});

/** A Python whose `venv` makes a folder with this program as its Python, and that calls itself 3.12. */
function maker(root: string, inside: string, version = '3 12'): string {
  return writeProgram(
    path.join(root, 'bin', 'python3'),
    `case "$2" in
venv) mkdir -p "$3/bin" && cp '${inside}' "$3/bin/python3";;
*) echo ${version};;
esac`,
  );
}

test("without root and without Jupyter set-up makes a Python of the project's own, and uses it from then on", async () => {
  const root = miniProject();
  const whole = fakePython(root, COMPLETE);
  const inside = writeProgram(
    path.join(root, 'inside'),
    `[ "$1" = -m ] && { echo "$@" >> '${root}/pip'; exit 0; }\nexec '${whole.python}' "$@"`,
  );
  await addPython({
    root,
    env: { PATH: '/usr/bin:/bin' },
    candidates: [maker(path.join(root, 'base'), inside)],
  });
  expect(readFileSync(path.join(root, 'pip'), 'utf8')).toBe(
    `-m pip install --no-input --disable-pip-version-check -r ${path.join(root, 'environment', 'requirements.txt')}\n`,
  );
  expect(pythons({ PATH: '' }, { root })[0]).toBe(ownPython(root));
  expect(findJupyter({ root, env: { PATH: '' } })?.python).toBe(ownPython(root));
});

test('where the package index does not answer, its words are told and nothing is left', async () => {
  const root = miniProject();
  const inside = writeProgram(path.join(root, 'inside'), 'echo "ERROR: No matching distribution"; exit 1');
  const made = addPython({
    root,
    env: { PATH: '/usr/bin:/bin' },
    candidates: [maker(path.join(root, 'b'), inside)],
  });
  await expect(made).rejects.toThrow(
    /could not be made in \.ddr\/python .*\n {4}ERROR: No matching distribution/,
  );
  expect(existsSync(path.join(root, '.ddr', 'python'))).toBe(false);
  const old = addPython({ root, candidates: [maker(path.join(root, 'old'), inside, '3 9')] });
  await expect(old).rejects.toThrow('no Python 3.10 or newer is on the PATH.');
});

test('the words say what to do on each system', () => {
  expect(howToGetPython('darwin')).toContain('brew install python');
  expect(howToGetPython('win32')).toContain('winget');
  expect(howToGetPython('linux')).toContain('python3-venv');
  const facts = { debian: true, root: false, apt: undefined, allowed: true };
  expect(mayMakePython(facts)).toBe(true);
  expect(mayMakePython({ ...facts, allowed: false })).toBe(false);
  // What DDR_PYTHON names is the reader's: set-up makes no other beside it.
  expect(mayMakePython({ ...facts, named: '/p' })).toBe(false);
});

test('every requirement is one exact version', () => {
  const lines = readFileSync(path.join(ROOT, 'environment', 'requirements.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.filter((line) => !/^[\w.-]+==[\w.]+( ; .+)?$/.test(line))).toEqual([]);
  for (const name of ['nbclient', 'nbconvert', 'jupyter_client', 'jupyterlab', 'jupyterlab_widgets']) {
    expect(lines.filter((line) => line.startsWith(`${name}==`))).toHaveLength(1);
  }
});

test('an unwritable home folder is replaced for what keeps things there; a writable one is left', () => {
  const env = { PATH: '/bin', HOME: '/nonexistent' };
  const at = (writable: (folder: string) => boolean): NodeJS.ProcessEnv =>
    homeless({ root: '/lab', env, home: '/nonexistent', writable });
  expect(at(all)).toEqual(env);
  const here = path.join('/lab', '.ddr', 'home');
  expect(at(() => false)).toEqual({
    PATH: '/bin',
    HOME: here,
    npm_config_cache: path.join(here, '.npm'),
    XDG_CACHE_HOME: path.join(here, '.cache'),
    XDG_CONFIG_HOME: path.join(here, '.config'),
  });
  // npm itself names its cache to what it starts.
  const named = homeless({
    root: '/lab',
    env: { ...env, npm_config_cache: '/cache' },
    home: '/nonexistent',
    writable: (folder) => folder === '/cache',
  });
  expect(named.npm_config_cache).toBe('/cache');
});

test('DDR_PYTHON without Jupyter stops set-up in words, and makes nothing', async () => {
  const root = miniProject();
  const python = fakePython(root, ['nbclient']).python;
  const env = { DDR_PYTHON: python, DDR_NO_INSTALL: '' };
  // Root on Debian would install packages, which a test must not.
  const { code, output } = await startNode([path.join(root, 'environment', 'setup.mjs')], {
    env: {
      ...env,
      PATH: path.dirname(process.execPath) === '/usr/bin' ? '/nowhere' : path.dirname(process.execPath),
    },
  }).ended;
  expect(code).toBe(1);
  expect(output).toContain(`DDR_PYTHON is ${python}, which set-up leaves as it is`);
  expect(existsSync(path.join(root, '.ddr', 'python'))).toBe(false);
});
