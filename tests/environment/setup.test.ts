import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { kernelFile, packagesProblem } from '../../environment/facts.mjs';
import { fakeNpm, fakePython, miniProject, startNode, write, writeProgram, type Ended } from './project';

const MODULES = ['nbclient', 'nbconvert', 'jupyter_client', 'notebook'];

/** A project where Jupyter and Chromium are there and npm is a stand-in that takes so many seconds. */
function project({ npmSeconds = 0, modules = MODULES } = {}): {
  root: string;
  calls: string;
  start: () => ReturnType<typeof startNode>;
} {
  const root = miniProject();
  const { npm, calls } = fakeNpm(root, npmSeconds);
  const env = {
    npm_execpath: npm,
    DDR_PYTHON: fakePython(root, modules).python,
    DDR_CHROMIUM: writeProgram(path.join(root, 'bin', 'chromium'), 'true'),
    DDR_NO_INSTALL: '1',
  };
  return { root, calls, start: () => startNode([path.join(root, 'environment', 'setup.mjs')], { env }) };
}

const installs = (calls: string): number =>
  existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').filter(Boolean).length : 0;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('installs what is missing; the second start finds everything in place', async () => {
  const { root, calls, start } = project();
  const first = await start().ended;
  expect(first).toMatchObject({ code: 0 });
  expect(first.output).toContain('Installing the node packages (node_modules is missing)');
  expect(readFileSync(calls, 'utf8')).toBe('ci\n');
  expect(existsSync(kernelFile(root))).toBe(true);
  const second = await start().ended;
  expect(second.code).toBe(0);
  expect(second.output).not.toContain('Installing');
  expect(installs(calls)).toBe(1);
  rmSync(path.join(root, 'node_modules', 'alpha'), { recursive: true });
  expect((await start().ended).output).toContain('alpha was deleted');
  expect(installs(calls)).toBe(2);
});

test('where Jupyter is missing and may not be installed, says so before anything else and stops', async () => {
  const { calls, start } = project({ modules: ['nbclient'] });
  const { code, output } = await start().ended;
  expect(code).toBe(1);
  expect(output).toContain('Jupyter: missing, and DDR_NO_INSTALL is set, so nothing was installed.');
  expect(output).not.toMatch(/^ {4}at /m);
  expect(installs(calls)).toBe(0);
});

test('without something to open notebooks with the work goes on, and one line says what is lost', async () => {
  const { start } = project({ modules: MODULES.slice(0, 3) });
  const { code, output } = await start().ended;
  expect(code).toBe(0);
  expect(output).toContain('Jupyter in the browser: not installed, so `npm run lab` cannot open notebooks.');
});

test("npm's failure is shown in its last lines, without a stack of ours", async () => {
  const { root, start } = project();
  write(path.join(root, 'npm', 'npm-cli.js'), "console.error('npm error network is down'); process.exit(3);");
  const { code, output } = await start().ended;
  expect(code).toBe(1);
  expect(output).toContain('npm ci failed (status 3):\n    npm error network is down');
  expect(output).not.toMatch(/^ {4}at /m);
  expect(existsSync(path.join(root, '.ddr', 'setup.lock'))).toBe(false);
});

test('two at once: one installs, the other waits and finds it done', async () => {
  const { root, calls, start } = project({ npmSeconds: 1 });
  const both: Ended[] = await Promise.all([start().ended, start().ended]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(installs(calls)).toBe(1);
  expect(both.filter(({ output }) => output.includes('Another set-up of this folder'))).toHaveLength(1);
  expect(packagesProblem(root)).toBeUndefined();
});

test('killed while npm works: the next start waits for what is left of it, then has everything', async () => {
  const { root, calls, start } = project({ npmSeconds: 1.5 });
  const { child, ended } = start();
  await until(() => installs(calls) === 1 && existsSync(path.join(root, 'node_modules', 'alpha')));
  child.kill('SIGKILL');
  await ended;
  expect(packagesProblem(root)).toBe('an installation was not finished');
  expect(await start().ended).toMatchObject({ code: 0 });
  expect(installs(calls)).toBe(1);
  expect(packagesProblem(root)).toBeUndefined();
});

test('interrupted: ends npm, leaves no lock, and the next start installs anew', async () => {
  const { root, calls, start } = project({ npmSeconds: 1 });
  const { child, ended } = start();
  await until(() => installs(calls) === 1);
  child.kill('SIGINT');
  const { code, output } = await ended;
  expect(code).toBe(130);
  expect(output).toContain('interrupted');
  expect(existsSync(path.join(root, '.ddr', 'setup.lock'))).toBe(false);
  expect(packagesProblem(root)).toBe('an installation was not finished');
  expect(await start().ended).toMatchObject({ code: 0 });
  expect(installs(calls)).toBe(2);
});
