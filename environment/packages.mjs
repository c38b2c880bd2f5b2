import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { lastLines, onPath, run } from './child.mjs';
import { ROOT, readJson, stateFolder } from './files.mjs';
import { homeless } from './home.mjs';

/**
 * What keeps `node_modules` from being what package-lock.json says, in words; undefined where nothing does.
 *
 * npm writes `node_modules/.package-lock.json` as its very last step: where it is there, and tells of the same
 * packages, the installation was finished. So no stamp of our own is needed, and what somebody installed by
 * hand with npm counts as well. The folders are looked for too, since somebody may have deleted some.
 */
export function packagesProblem(root = ROOT) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages;
  if (!wanted) return 'package-lock.json is missing or broken';
  const folder = path.join(root, 'node_modules');
  if (!existsSync(folder)) return 'node_modules is missing';
  const installed = readJson(path.join(folder, '.package-lock.json'))?.packages;
  if (!installed) return 'an installation was not finished';
  for (const [name, want] of Object.entries(wanted)) {
    if (name === '' || want.link) continue;
    const have = installed[name];
    if (have === undefined && !isNeeded(want)) continue;
    const short = name.replace(/^node_modules\//, '');
    if (have?.version !== want.version || have.integrity !== want.integrity) {
      return `${short} ${want.version} is not installed`;
    }
    if (!existsSync(path.join(root, name, 'package.json'))) return `${short} was deleted`;
  }
  return undefined;
}

/** Packages for other systems stay away; so may what came in only for those. */
function isNeeded(entry) {
  if (!entry.optional) return true;
  if (!entry.os && !entry.cpu) return false;
  // npm alone knows which C library it installed for.
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && !entry.libc;
}

/** npm's lists: plain names are the only ones allowed, names with `!` are the ones that are not. */
function allows(list, name) {
  if (!list) return true;
  if (list.includes(`!${name}`)) return false;
  const named = list.filter((each) => !each.startsWith('!'));
  return named.length === 0 || named.includes(name);
}

/**
 * Installs the node packages of `root` exactly as its package-lock.json says, from the npm registry alone: no install script
 * runs. @throws Error with npm's last lines.
 */
export async function installPackages({
  root = ROOT,
  env = process.env,
  log = path.join(stateFolder(root), 'npm.log'),
  onStart,
} = {}) {
  // Should we be killed from here on, the next start must not take a half-emptied folder for a whole one.
  rmSync(path.join(root, 'node_modules', '.package-lock.json'), { force: true });
  const [command, ...first] = npm(env);
  const { code, output } = await run(
    command,
    [
      ...first,
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--loglevel=error',
      '--no-progress',
    ],
    { cwd: root, env: homeless({ env }), log, onStart },
  );
  if (code === 127) throw new Error('npm was not found. It comes with Node: https://nodejs.org');
  if (code !== 0) throw new Error(`npm ci failed (status ${code}):\n${lastLines(output)}`);
  const problem = packagesProblem(root);
  if (problem) throw new Error(`npm ci ended well, but ${problem}. Delete node_modules and start again.`);
}

/** How to call npm: the one that started us, else the one that came with this Node, else the one on the PATH. */
function npm(env) {
  // Its script, for Windows starts no `npm.cmd` but through a shell.
  const beside = path.dirname(process.execPath);
  const folders = [path.join(beside, 'node_modules'), path.join(beside, '..', 'lib', 'node_modules')];
  const scripts = [
    env.npm_execpath,
    ...folders.map((folder) => path.join(folder, 'npm', 'bin', 'npm-cli.js')),
  ];
  const script = scripts.find((file) => file && /npm-cli\.c?js$/.test(file) && existsSync(file));
  return script ? [process.execPath, script] : [onPath('npm', env)[0] ?? 'npm'];
}
