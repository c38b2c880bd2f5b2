import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addWebgpu, webgpuState } from '../../environment/facts.mjs';
import { entry, temporaryFolder, write } from './project';

const SYSTEM = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`;

beforeEach(() => vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => vi.restoreAllMocks());

/** A project whose npm is a stand-in that first runs `script`. */
function project(script: string): { root: string; folder: string; env: NodeJS.ProcessEnv } {
  const root = temporaryFolder();
  const folder = path.join(root, 'environment', 'webgpu');
  const packages = { '': {}, 'node_modules/webgpu': entry('0.6.2') };
  write(path.join(folder, 'package-lock.json'), { packages });
  const npm = write(
    path.join(root, 'npm', 'npm-cli.js'),
    `const fs = require('node:fs');
    ${script}
    if (process.argv[2] !== 'ci' || !process.argv.includes('--ignore-scripts')) throw new Error('called wrongly');
    fs.mkdirSync('node_modules/webgpu', { recursive: true });
    fs.writeFileSync('node_modules/webgpu/package.json', '{}');
    fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');`,
  );
  return { root, folder, env: { npm_execpath: npm, PATH: path.dirname(process.execPath) } };
}

const build = (system: string): string => `
  fs.mkdirSync('node_modules/webgpu/dist/${system}', { recursive: true });
  fs.writeFileSync('node_modules/webgpu/dist/${system}/dawn.node', '');`;

test('installed from its own lock file, it keeps the build for this system alone', async () => {
  const { root, folder, env } = project(build(SYSTEM) + build('amiga-m68k'));
  expect(webgpuState({ root })).toEqual({ version: '0.6.2', problem: 'not installed' });
  expect(await addWebgpu({ root, env })).toBe(true);
  expect(webgpuState({ root })).toEqual({ version: '0.6.2', problem: undefined });
  expect(readdirSync(path.join(folder, 'node_modules/webgpu/dist'))).toEqual([SYSTEM]);
  expect(existsSync(path.join(root, '.ddr/webgpu.log'))).toBe(true);
  const packages = { '': {}, 'node_modules/webgpu': entry('0.7.0') };
  write(path.join(folder, 'package-lock.json'), { packages });
  expect(webgpuState({ root }).problem).toBe('webgpu 0.7.0 is not installed');
});

test('a registry that does not answer, and a system without a build, are told', async () => {
  const failing = project("throw new Error('network is unreachable');");
  expect(await addWebgpu(failing)).toBe(false);
  expect(process.stdout.write).toHaveBeenLastCalledWith(
    expect.stringMatching(/^WebGPU could not be had: npm ci failed .*network is unreachable/s),
  );
  const foreign = project(build('amiga-m68k'));
  expect(await addWebgpu(foreign)).toBe(false);
  expect(process.stdout.write).toHaveBeenLastCalledWith(
    `WebGPU cannot be used here: it has no build for ${SYSTEM}.\n`,
  );
  expect(webgpuState(foreign).problem).toBe(`it has no build for ${SYSTEM}`);
});
