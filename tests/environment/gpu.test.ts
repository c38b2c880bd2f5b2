import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addGpuLibrary, findGpu, gpuState, gpuWanted } from '../../environment/facts.mjs';
import { temporaryFolder, write, writeProgram } from './project';

const PACKAGE = 'node_modules/@tensorflow/tfjs-node-gpu';
const traces: string[] = [];

beforeEach(() => vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => vi.restoreAllMocks());

/** A project with a stand-in for tfjs-node-gpu whose install script is `script`, on a machine with a GPU. */
function project(script: string): { root: string; env: NodeJS.ProcessEnv; folder: string } {
  const root = temporaryFolder();
  const folder = path.join(root, PACKAGE);
  write(path.join(folder, 'package.json'), { name: 'as npm installed it' });
  write(path.join(folder, 'scripts/install.js'), `const fs = require('node:fs');\n${script}`);
  const bin = path.dirname(
    writeProgram(path.join(root, 'bin/nvidia-smi'), 'echo "GPU 0: NVIDIA Example (UUID: GPU-1)"'),
  );
  return { root, folder, env: { PATH: `${bin}:/usr/bin:/bin` } };
}

/** As the real script fails without internet: half an unpacked archive, a rewritten package.json, a stack trace. */
const FAILS = `
  fs.mkdirSync('deps/lib', { recursive: true });
  fs.writeFileSync('deps/lib/half', 'half an archive');
  fs.writeFileSync('package.json', '{"name": "rewritten"}');
  throw new Error('getaddrinfo ENOTFOUND storage.example.org');`;

const SUCCEEDS = `
  if (process.argv[2] !== 'gpu' || process.argv[3] !== 'download') throw new Error('called wrongly');
  fs.mkdirSync('deps/lib', { recursive: true });
  fs.mkdirSync('lib/napi-v8', { recursive: true });
  fs.writeFileSync('lib/napi-v8/tfjs_binding.node', '');`;

test('a GPU is known by nvidia-smi or by its driver; without either nothing is wanted', () => {
  const { root, env } = project(SUCCEEDS);
  expect(findGpu({ env, traces })).toBe('GPU 0: NVIDIA Example');
  const silent = writeProgram(path.join(root, 'silent/nvidia-smi'), 'echo no devices were found >&2; exit 6');
  expect(findGpu({ env: { PATH: path.dirname(silent) + ':/usr/bin:/bin' }, traces })).toBeUndefined();
  const none = { PATH: path.join(root, 'nowhere') };
  expect(findGpu({ env: none, traces: [write(path.join(root, 'version'), 'x')] })).toContain('seen at');
  expect(gpuWanted({ root, env: none, traces })).toBe(false);
  expect(gpuWanted({ root, env, traces })).toBe(true);
});

test('a failed download leaves the package as npm installed it, and is not tried at each start', async () => {
  const { root, env, folder } = project(FAILS);
  expect(await addGpuLibrary({ root, env })).toBe(false);
  expect(process.stdout.write).toHaveBeenLastCalledWith(
    expect.stringMatching(/could not be had \(getaddrinfo ENOTFOUND storage.example.org\): .*--retry/),
  );
  expect(readdirSync(folder).sort()).toEqual(['package.json', 'scripts']);
  expect(readFileSync(path.join(folder, 'package.json'), 'utf8')).toContain('as npm installed it');
  expect(gpuState({ root, env, traces }).failure?.reason).toBe('getaddrinfo ENOTFOUND storage.example.org');
  expect(gpuWanted({ root, env, traces })).toBe(false);
  expect(gpuWanted({ root, env, traces, retry: true })).toBe(true);
});

test('a download that does not end is given up', async () => {
  const { root, env, folder } = project('setInterval(() => {}, 1000);');
  expect(await addGpuLibrary({ root, env, timeout: 300 })).toBe(false);
  expect(gpuState({ root, env, traces }).failure?.reason).toBe('no answer in time');
  expect(existsSync(path.join(folder, 'deps'))).toBe(false);
});

test('a download that works is kept, forgets the failure, and is not repeated', async () => {
  const { root, env, folder } = project(FAILS);
  await addGpuLibrary({ root, env });
  write(path.join(folder, 'scripts/install.js'), `const fs = require('node:fs');\n${SUCCEEDS}`);
  expect(await addGpuLibrary({ root, env })).toBe(true);
  expect(gpuState({ root, env, traces })).toMatchObject({ library: true, failure: undefined });
  expect(gpuWanted({ root, env, traces, retry: true })).toBe(false);
});
