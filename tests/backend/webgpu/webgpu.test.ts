import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BackendChoice } from '@ddr-lab/engine/backend';
import { webgpuState } from '../../../environment/facts.mjs';
import type { Report } from './against-cpu';
import type { Reading } from './reading';
import { swiftshader } from './swiftshader';

const project = path.resolve(__dirname, '../../..');

/** Runs a file of this folder to its end and returns what it printed, having checked that it ended well. */
function run<T>(file: string, env: NodeJS.ProcessEnv): T {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(project, 'node_modules/tsx/dist/cli.mjs'), path.join(__dirname, file)],
    { env, encoding: 'utf8', timeout: 1_200_000 },
  );
  // Dawn must neither keep Node from ending, nor crash at its end, nor talk.
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  return JSON.parse(stdout) as T;
}

const gpu = swiftshader();
const skipped = 'missing' in gpu ? `skipped, ${gpu.missing}` : '';
const software = 'env' in gpu ? gpu.env : {};
const forced = { ...software, DDR_BACKEND: 'webgpu' };

describe.skipIf(skipped)(`WebGPU on SwiftShader ${skipped}`, () => {
  it('computes convolutions, gradients, a network and a training step as the cpu backend does', () => {
    const { comparisons, leftBehind } = run<Report>('against-cpu.ts', forced);
    const names = comparisons.map(({ name }) => name);
    for (const part of ['filter gradient', 'SRResNet: Output', 'super-resolved', 'RB2.conv1/kernel']) {
      expect(names.join()).toContain(part);
    }
    for (const { name, count, largest, difference } of comparisons) {
      expect(count, name).toBeGreaterThan(0);
      expect(largest, name).toBeGreaterThan(0);
      // Both add float32 products, some hundreds at most, in another order: 2e-6 is 17 roundings of the largest
      // value, of which up to 4 were seen. Adam's first step divides each gradient by its own magnitude, and so
      // magnifies the rounding of the smallest ones: up to 4e-6 of the largest weight was seen. A gradient of
      // the wrong sign would move a weight by a tenth and more of it.
      const tolerance = name.startsWith('trained') ? 5e-5 : 2e-6;
      expect(difference / largest, name).toBeLessThan(tolerance);
    }
    expect(leftBehind).toBe(0);
  }, 240_000);

  it('gives results at once as well as later, and says what it could not compute', () => {
    const { ways, complex, notFinite, tooLarge, after, lost } = run<Reading>('reading.ts', forced);
    expect(ways).toEqual(Array(4).fill([1, 4000]));
    // (x + 2i)^2 = x^2 - 4 + 4xi, at 0 and at 3,999: below 2^24, so exact.
    expect(complex).toEqual([-4, 0, 3999 ** 2 - 4, 4 * 3999]);
    expect(notFinite).toEqual(['NaN', 'Infinity', '-Infinity', '1']);
    expect(tooLarge).toMatch(/^The GPU could not compute this: Buffer size .* exceeds/);
    expect(after).toBe(4000);
    expect(lost).toEqual(Array(2).fill('The GPU could not compute this: the device is lost'));
  });

  it('lets a process end while the GPU is at work', () => {
    expect(run<{ name: string }>('ending.ts', forced)).toEqual({ name: 'webgpu' });
  });

  it('is passed over unless it is asked for: the processor only plays a GPU', () => {
    const { name, attempts } = run<BackendChoice>('../choose-backend.ts', { ...software, DDR_BACKEND: '' });
    expect(name).not.toBe('webgpu');
    const outcome = attempts.find((attempt) => attempt.name === 'webgpu')?.outcome;
    expect(outcome).toMatch(/only a GPU that the processor plays was found \(google, swiftshader/);
    expect(run<BackendChoice>('../choose-backend.ts', forced)).toMatchObject({ name: 'webgpu' });
  });
});

describe.skipIf(webgpuState().problem === undefined)('WebGPU, not installed', () => {
  it('is passed over with the way to come by it', () => {
    const { name, attempts } = run<BackendChoice>('../choose-backend.ts', {
      ...process.env,
      DDR_BACKEND: '',
    });
    const outcome = attempts.find((attempt) => attempt.name === 'webgpu')?.outcome;
    // A machine with a library of TensorFlow's takes that one first.
    if (/^tfjs-node/.test(name)) return;
    expect(outcome).toBe('not installed (`node environment/gpu.mjs webgpu` installs it)');
  });
});
