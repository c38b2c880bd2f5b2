import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BackendChoice } from '@ddr-lab/engine/backend';
import { softwareGpu } from '../webgpu/swiftshader';
import type { Report } from './against-processor';

const project = path.resolve(__dirname, '../../..');

/** Runs a file to its end, which must be a good one without a word on standard error, and returns what it printed. */
function run<T>(file: string, env: NodeJS.ProcessEnv): T {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(project, 'node_modules/tsx/dist/cli.mjs'), path.join(__dirname, file)],
    { env, encoding: 'utf8', timeout: 600_000 },
  );
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  return JSON.parse(stdout) as T;
}

/** What `DDR_BACKEND=onnxruntime-webgpu` says where it cannot be. */
function refusal(env: NodeJS.ProcessEnv): { status: number | null; error: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(project, 'node_modules/tsx/dist/cli.mjs'), path.join(__dirname, '../choose-backend.ts')],
    { env: { ...env, DDR_BACKEND: 'onnxruntime-webgpu' }, encoding: 'utf8' },
  );
  return { status, error: stderr };
}

const gpu = softwareGpu();
const skipped = 'missing' in gpu ? `skipped, ${gpu.missing}` : '';
const software = 'env' in gpu ? gpu.env : {};
const forced = { ...software, DDR_BACKEND: 'onnxruntime-webgpu' };

describe.skipIf(skipped)(`onnxruntime on a GPU, SwiftShader in its place ${skipped}`, () => {
  it('computes features, gradients and short trainings as the processor does', () => {
    const { adapter, comparisons, step, given, leftBehind } = run<Report>('against-processor.ts', forced);
    expect(adapter).toMatch(/SwiftShader/);
    const names = comparisons.map(({ name }) => name).join();
    for (const part of [
      'SRResNet: Output',
      'super-resolved',
      'attributed',
      'gradient second/kernel',
      'adam: losses',
    ]) {
      expect(names).toContain(part);
    }
    for (const { name, count, largest, difference } of comparisons) {
      expect(count, name).toBeGreaterThan(0);
      expect(largest, name).toBeGreaterThan(0);
      // Both add float32 products, some hundreds at most, in another order: 2e-6 is 17 roundings of the largest value. Normalisation
      // by the batch takes nearly equal numbers from each other on the way back, as everywhere in the tests of gradients 1e-4. Adam's
      // first steps divide each gradient by its own magnitude, and so magnify the rounding of the smallest: as on Dawn, 5e-5. A
      // gradient of the wrong sign would move a weight by a hundredth of the largest and more.
      const tolerance = name.startsWith('verdict') ? 1e-4 : name.startsWith('adam') ? 5e-5 : 2e-6;
      expect(difference / largest, name).toBeLessThan(tolerance);
    }
    // Weights, gradients and memories stay on the device: the images go there, with Adam's two numbers, and the loss comes back.
    expect(step).toEqual({ toDevice: given + 8, toProcessor: 4 });
    expect(leftBehind).toBe(0);
  }, 600_000);

  it('is passed over unless it is asked for: the processor only plays a GPU', () => {
    expect(run('try-gpu.ts', software)).toEqual({
      reason: expect.stringMatching(/^only a GPU that the processor plays was found \(SwiftShader/) as string,
    });
    const { name } = run<BackendChoice>('../choose-backend.ts', { ...software, DDR_BACKEND: '' });
    expect(name).not.toMatch(/^onnxruntime-/);
    expect(run<BackendChoice>('../choose-backend.ts', forced)).toMatchObject({
      name: 'onnxruntime-webgpu',
      adapter: expect.stringMatching(/SwiftShader/) as string,
    });
  }, 120_000);

  it.each([
    ['without any driver', { VK_ICD_FILENAMES: '/none', VK_DRIVER_FILES: '/none' }, /no GPU found/],
    [
      'with a driver that ends the process',
      { NODE_OPTIONS: `--require ${path.join(__dirname, 'crash-on-trial.cjs')}` },
      /the GPU's driver ended the process that tried it \(SIGSEGV\)/,
    ],
  ])('says why it cannot be, %s', (_, variables, reason) => {
    const { status, error } = refusal({ ...software, ...variables });
    expect(status).toBe(2);
    expect(error).toMatch(reason);
    expect(error.trim().split('\n')).toHaveLength(1);
  });
});
