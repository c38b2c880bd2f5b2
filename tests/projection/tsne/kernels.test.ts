import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createKernels } from '@ddr-lab/tsne/kernels';

describe('the compiled kernels', () => {
  it.each(['tsne', 'bm3d'])(
    'of %s are what their source compiles to, byte for byte',
    (name) => {
      const folder = path.join(__dirname, '../../../packages', name);
      const made = mkdtempSync(path.join(os.tmpdir(), 'ddr-kernels-'));
      try {
        const out = path.join(made, 'kernels.wasm');
        const compiler = require.resolve('assemblyscript/bin/asc.js');
        const config = path.join(folder, 'assembly/asconfig.json');
        // As `npm run wasm`, but for the file that it writes.
        const { status, stderr } = spawnSync(
          process.execPath,
          [compiler, '--config', config, '--outFile', out],
          { encoding: 'utf8' },
        );
        expect(stderr).toBe('');
        expect(status).toBe(0);
        expect(readFileSync(out).equals(readFileSync(path.join(folder, 'kernels.wasm')))).toBe(true);
      } finally {
        rmSync(made, { recursive: true });
      }
    },
    120_000,
  );

  it('can be had hundreds of times: memories that nobody uses go', () => {
    for (let i = 0; i < 300; i++) {
      const kernels = createKernels()!;
      const address = kernels.reserve(1 << 20);
      expect(kernels.float64(address, 1)[0]).toBe(0);
    }
  });

  it('reserve memory that is 0, and take it back', () => {
    const kernels = createKernels()!;
    const first = kernels.reserve(100);
    const second = kernels.reserve(8 * 300_000);
    expect(second).toBeGreaterThanOrEqual(first + 100);
    kernels.float64(second, 300_000).fill(7);
    kernels.release(second);
    expect(kernels.reserve(8 * 300_000)).toBe(second);
    expect(kernels.float64(second, 300_000).every((value) => value === 0)).toBe(true);
  });

  it('say what to do where there is not enough memory', () => {
    const kernels = createKernels()!;
    expect(() => kernels.reserve(2 ** 33)).toThrow(InputError);
    expect(() => createKernels()!.reserve(2 ** 33)).toThrow(/8\.0 GiB.*interpolation/);
    // And can still be used.
    expect(kernels.float64(kernels.reserve(80), 10)[9]).toBe(0);
  });
});
