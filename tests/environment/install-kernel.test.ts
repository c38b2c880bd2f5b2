import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { installKernel, kernelsFolder, uninstallKernel } from '../../src/environment/install-kernel';
import { findJupyter, kernelSpec, ROOT } from '../../environment/facts.mjs';
import { temporaryFolder, write } from './project';

const machine = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) => ({
  platform,
  env,
  home: '/home/ada',
});

test('the folders are those where Jupyter looks, on each system', () => {
  expect(kernelsFolder({}, machine('linux'))).toBe('/home/ada/.local/share/jupyter/kernels');
  expect(kernelsFolder({ user: true }, machine('linux', { XDG_DATA_HOME: '/x' }))).toBe('/x/jupyter/kernels');
  expect(kernelsFolder({}, machine('linux', { JUPYTER_DATA_DIR: '/j' }))).toBe('/j/kernels');
  expect(kernelsFolder({}, machine('darwin'))).toBe('/home/ada/Library/Jupyter/kernels');
  expect(kernelsFolder({}, machine('win32', { APPDATA: '/a' }))).toBe('/a/jupyter/kernels');
  const inEnvironment = '/venv/share/jupyter/kernels';
  expect(kernelsFolder({ sysPrefix: true }, machine('linux', { VIRTUAL_ENV: '/venv' }))).toBe(inEnvironment);
  expect(kernelsFolder({ sysPrefix: true }, machine('win32', { CONDA_PREFIX: '/venv' }))).toBe(inEnvironment);
});

test('Windows interrupts by a message, all others by a signal', () => {
  expect(kernelSpec({ platform: 'win32' }).interrupt_mode).toBe('message');
  expect(kernelSpec({ platform: 'darwin' }).interrupt_mode).toBe('signal');
});

test('another Jupyter finds the installed kernel by its name, and no longer when it is taken away', async () => {
  const prefix = temporaryFolder();
  const file = await installKernel({ prefix });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(kernelSpec());
  const { python } = findJupyter()!;
  const env = {
    ...process.env,
    JUPYTER_PATH: path.join(prefix, 'share', 'jupyter'),
    HOME: temporaryFolder(),
  };
  const known = (): Record<string, { spec: { display_name: string } }> =>
    JSON.parse(
      execFileSync(python, ['-m', 'jupyter_client.kernelspecapp', 'list', '--json'], {
        env,
        encoding: 'utf8',
      }),
    ).kernelspecs;
  expect(known()['ddr-lab'].spec.display_name).toBe('TypeScript (ddr-lab)');
  expect(await uninstallKernel({ prefix })).toBe(path.dirname(file));
  expect(known()).not.toHaveProperty('ddr-lab');
});

test('what cannot be is said in words', async () => {
  const prefix = temporaryFolder();
  await expect(installKernel({ user: true, prefix })).rejects.toThrow('one place at a time');
  await expect(installKernel({ prefix: '/no/such' })).rejects.toThrow(
    '--prefix /no/such: there is no such folder.',
  );
  await expect(installKernel({ prefix: '' })).rejects.toThrow(InputError);
  await expect(uninstallKernel({ prefix })).rejects.toThrow('no such kernel');
  const foreign = path.join(prefix, 'share', 'jupyter', 'kernels', 'ddr-lab', 'kernel.json');
  write(foreign, { argv: ['python3', '-m', 'ipykernel'] });
  await expect(uninstallKernel({ prefix })).rejects.toThrow('is not a kernel of ddr-lab; it is left alone');
  expect(existsSync(foreign)).toBe(true);
  const blocked = path.join(prefix, 'blocked');
  mkdirSync(blocked);
  write(path.join(blocked, 'share'), 'a file');
  await expect(installKernel({ prefix: blocked })).rejects.toThrow('cannot be written');
});

test('the command: words, and status 2 for bad input', () => {
  const prefix = temporaryFolder();
  const ddr = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(ROOT, 'bin', 'ddr.js'), 'kernel', ...args], { encoding: 'utf8' });
  expect(ddr('install', '--prefix', prefix).stdout).toMatch(
    /kernel\.json\nJupyter now offers TypeScript \(ddr-lab\)\.\n$/,
  );
  expect(ddr('uninstall', '--prefix', prefix).stdout).toMatch(/^Removed .*ddr-lab\n$/);
  for (const args of [
    ['uninstall', '--prefix', prefix],
    ['install', '--user', '--sys-prefix'],
    ['install', '--nowhere'],
    ['instal'],
  ]) {
    const { status, stderr } = ddr(...args);
    expect([args, status]).toEqual([args, 2]);
    expect(stderr).not.toMatch(/\n {4}at /);
  }
});
