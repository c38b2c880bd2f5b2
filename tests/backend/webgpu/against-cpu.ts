import * as tf from '@tensorflow/tfjs-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useBackend } from '@ddr-lab/engine/backend';
import { tap } from '../../../src/features/tap';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { buildNetwork, readWeights } from '../../../src/networks/network';
import { superResolve } from '../../../src/networks/super-resolve';
import { createRandom } from '@ddr-lab/base/random';
import { train } from '../../../src/methods/train';
import { recipe } from '../../training/small-recipe';

// Computes the same on WebGPU and on tfjs's cpu backend, and prints how far apart they are as JSON. A process of
// its own, since where the GPU's driver lies must be known from its start; webgpu.test.ts runs it.

/** Results by name. */
type Results = Map<string, Float32Array>;

/** One result on both backends. */
export interface Comparison {
  readonly name: string;
  readonly count: number;
  /** The largest magnitude on the cpu backend. */
  readonly largest: number;
  readonly difference: number;
}

/** What is printed. */
export interface Report {
  readonly comparisons: readonly Comparison[];
  /** Tensors that were left behind on WebGPU. */
  readonly leftBehind: number;
}

const convolutions = [
  { name: '3 x 3, same', x: [2, 9, 7, 3], f: [3, 3, 3, 8], stride: 1, pad: 'same' },
  { name: '3 x 3 in 16 channels', x: [1, 8, 8, 16], f: [3, 3, 16, 16], stride: 1, pad: 'same' },
  { name: '5 x 3, stride 2, valid', x: [1, 9, 8, 4], f: [5, 3, 4, 4], stride: 2, pad: 'valid' },
  { name: '1 x 1', x: [2, 4, 5, 3], f: [1, 1, 3, 5], stride: 1, pad: 'same' },
] as const;

function convolve(results: Results): void {
  const random = createRandom(11);
  const draw = (shape: readonly number[]): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => random.normal()),
      [...shape] as [number, number, number, number],
    );
  for (const { name, x, f, stride, pad } of convolutions) {
    tf.tidy(() => {
      const inputs = [draw(x), draw(f)];
      const convolution = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad);
      const y = convolution(inputs[0], inputs[1]);
      const [dx, df] = tf.grads(convolution)(inputs, draw(y.shape));
      for (const [part, tensor] of Object.entries({
        output: y,
        'input gradient': dx,
        'filter gradient': df,
      })) {
        results.set(`convolution ${name}: ${part}`, tensor.dataSync<'float32'>().slice());
      }
    });
  }
}

async function useNetwork(results: Results): Promise<void> {
  const random = createRandom(12);
  const draw = (): Image => mapSamples(createImage(12, 10), () => random.uniform());
  const network = await buildNetwork({ kind: 'srresnet', channels: 8, blocks: 2, scale: 4, seed: 3 });
  const features = await tap(network, network.layers, [draw(), draw(), draw()], { batch: 2 });
  for (const [layer, { data }] of Object.entries(features)) results.set(`SRResNet: ${layer}`, data);
  results.set('super-resolved', (await superResolve(network, draw())).data);
  network.model.dispose();
}

async function trainOnce(results: Results): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ddr-webgpu-'));
  try {
    const { network, metrics } = await train(
      {
        ...recipe,
        iterations: 1,
        snapshots: [],
        evaluation: { ...recipe.evaluation, count: 1, every: 1 },
      },
      { folder: path.join(folder, 'state'), output: path.join(folder, 'weights.safetensors') },
    );
    results.set('trained for one step: PSNR', Float32Array.of(metrics.psnr));
    for (const [name, { data }] of await readWeights(network.model)) {
      results.set(`trained for one step: ${name}`, data);
    }
    network.model.dispose();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compute(): Promise<Results> {
  const results: Results = new Map();
  convolve(results);
  await useNetwork(results);
  await trainOnce(results);
  return results;
}

async function compare(): Promise<Report> {
  process.env.DDR_DATA = '';
  await useBackend();
  const before = tf.memory().numTensors;
  const ours = await compute();
  const leftBehind = tf.memory().numTensors - before;
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const comparisons = [...(await compute())].map(([name, expected]) => {
    const got = ours.get(name)!;
    let difference = got.length === expected.length ? 0 : Infinity;
    expected.forEach((value, i) => {
      // Not Math.max, which would be NaN for ever; NaN becomes infinite.
      const apart = Math.abs(value - got[i]);
      if (!(apart <= difference)) difference = Number.isNaN(apart) ? Infinity : apart;
    });
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // JSON has no infinity.
    return { name, count: expected.length, largest, difference: Math.min(difference, Number.MAX_VALUE) };
  });
  return { comparisons, leftBehind };
}

void compare().then((report) => console.log(JSON.stringify(report)));
