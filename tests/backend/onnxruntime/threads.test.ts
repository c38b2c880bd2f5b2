import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

const project = path.resolve(__dirname, '../../..');

// One of each kind; a runtime's threads are set once a process.
const networks = ['srresnet-wgr', 'srcnn-13-wgr', 'rrdb-guided', 'resnet18-classes', 'unified-sr', 'cincgan'];

function hashes(threads: number): string[] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(project, 'node_modules/tsx/dist/cli.mjs'),
      path.join(__dirname, 'hash-features.ts'),
      ...networks,
    ],
    { env: { ...process.env, DDR_BACKEND: 'onnxruntime', DDR_THREADS: `${threads}` }, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

it('features are the same to the last bit with one, two and three threads', () => {
  const one = hashes(1);
  expect(one.map((line) => line.split(' ')[0])).toEqual(networks);
  expect(new Set(one.map((line) => line.split(' ')[2])).size).toBe(networks.length);
  expect(hashes(2)).toEqual(one);
  expect(hashes(3)).toEqual(one);
}, 120_000);
