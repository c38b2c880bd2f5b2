import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  ROOT,
  jupyterEnvironment,
  kernelFile,
  kernelProblem,
  kernelSpec,
  writeKernelSpec,
} from '../../environment/facts.mjs';
import { temporaryFolder, write } from './project';

test('the spec starts the kernel of this project with the Node that ran set-up', () => {
  const { argv, language } = kernelSpec();
  expect(argv[0]).toBe(process.execPath);
  expect(argv.slice(2)).toEqual(['--config-path', '{connection_file}']);
  expect(path.isAbsolute(argv[1])).toBe(true);
  expect(existsSync(argv[1])).toBe(true);
  expect(language).toBe('typescript');
});

test('is written where Jupyter looks for it, inside the project', () => {
  const root = temporaryFolder();
  writeKernelSpec({ root });
  expect(JSON.parse(readFileSync(kernelFile(root), 'utf8'))).toEqual(kernelSpec({ root }));
  const folders = jupyterEnvironment({ root, env: { JUPYTER_PATH: '/elsewhere' } }).JUPYTER_PATH!.split(':');
  expect(kernelFile(root)).toBe(path.join(folders[0], 'kernels', 'ddr-lab', 'kernel.json'));
  expect(folders[1]).toBe('/elsewhere');
});

test('is left alone while it is right, and written anew for another Node or after half a write', () => {
  const root = temporaryFolder();
  writeKernelSpec({ root });
  const { ino } = statSync(kernelFile(root));
  writeKernelSpec({ root });
  expect(statSync(kernelFile(root)).ino).toBe(ino);
  writeKernelSpec({ root, node: '/opt/node' });
  expect(JSON.parse(readFileSync(kernelFile(root), 'utf8')).argv[0]).toBe('/opt/node');
  write(kernelFile(root), '{"argv": [');
  writeKernelSpec({ root });
  expect(JSON.parse(readFileSync(kernelFile(root), 'utf8'))).toEqual(kernelSpec({ root }));
});

test('what is wrong with it is said in words', () => {
  const root = temporaryFolder();
  expect(kernelProblem({ root })).toBe('there is no kernel spec');
  writeKernelSpec({ root, node: '/no/such/node' });
  expect(kernelProblem({ root })).toContain('/no/such/node, which the kernel spec names, does not exist');
  write(kernelFile(root), kernelSpec({ root: ROOT }));
  expect(kernelProblem({ root })).toContain('is for another folder');
});

test("nothing of Jupyter lies in the user's home", () => {
  const root = temporaryFolder();
  const env = jupyterEnvironment({ root, env: {} });
  for (const name of ['JUPYTER_DATA_DIR', 'JUPYTER_CONFIG_DIR', 'JUPYTER_RUNTIME_DIR', 'IPYTHONDIR']) {
    expect(env[name]).toContain(path.join(root, '.ddr'));
  }
});
