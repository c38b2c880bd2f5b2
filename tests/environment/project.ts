import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { ROOT } from '../../environment/facts.mjs';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that the test may fill; removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ddr-environment-'));
  made.push(folder);
  return folder;
}

export function write(file: string, content: unknown): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** A shell script in the place of a real program. */
export function writeProgram(file: string, script: string): string {
  write(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** The entry of a package in a lock file. */
export const entry = (version: string, more: object = {}): object => ({
  version,
  integrity: `sha512-${version}`,
  ...more,
});

/** Makes `root` look as if npm had installed these packages (`node_modules/name` -> entry). */
export function pretendInstalled(root: string, packages: Record<string, object>): void {
  for (const name of Object.keys(packages)) write(path.join(root, name, 'package.json'), {});
  write(path.join(root, 'node_modules/.package-lock.json'), { packages });
}

/** A project of its own in a temporary folder: our `environment/`, and a lock file with one package, `alpha`. */
export function miniProject(): string {
  const root = temporaryFolder();
  cpSync(path.join(ROOT, 'environment'), path.join(root, 'environment'), {
    recursive: true,
    // WebGPU's packages, where somebody has installed them.
    filter: (source) => path.basename(source) !== 'node_modules',
  });
  const packages = { '': {}, 'node_modules/alpha': entry('1.0.0') };
  write(path.join(root, 'package.json'), { name: 'mini', version: '1.0.0' });
  write(path.join(root, 'package-lock.json'), { packages });
  return root;
}

/**
 * In the place of npm: notes each call in `calls`, takes `seconds`, and installs `alpha`. Its name is the one by
 * which set-up knows npm's own script.
 */
export function fakeNpm(root: string, seconds = 0): { npm: string; calls: string } {
  const calls = path.join(root, 'calls');
  const npm = write(
    path.join(root, 'npm', 'npm-cli.js'),
    `const fs = require('node:fs');
    fs.appendFileSync(${JSON.stringify(calls)}, process.argv[2] + '\\n');
    fs.mkdirSync('node_modules/alpha', { recursive: true });
    setTimeout(() => {
      fs.writeFileSync('node_modules/alpha/package.json', '{}');
      const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
      delete packages[''];
      fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));
    }, ${seconds * 1000});`,
  );
  return { npm, calls };
}

/** In the place of Python: answers the question for Jupyter's modules, and notes each time it was started. */
export function fakePython(root: string, modules: readonly string[]): { python: string; starts: string } {
  const starts = path.join(root, 'starts');
  const found = Object.fromEntries(
    modules.map((name) => {
      const folder = path.join(root, 'site', name);
      write(path.join(folder, '__init__.py'), '');
      return [name, { version: '1.2.3', folder }];
    }),
  );
  const answer = JSON.stringify({ version: '3.99.0', modules: found });
  const python = writeProgram(path.join(root, 'bin', 'python3'), `echo x >> '${starts}'\necho '${answer}'`);
  return { python, starts };
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Starts `node SCRIPT` and gives back both the process and how it will have ended. */
export function startNode(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, ...options.env };
  const child = spawn(process.execPath, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, output })));
  return { child, ended };
}
