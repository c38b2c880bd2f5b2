import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { KernelFilter } from '@ddr-lab/engine/layers/kernel-filter';
import { SymmetricKernel } from '@ddr-lab/engine/layers/symmetric-kernel';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { createImage } from '@ddr-lab/images/image';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { shrinkingKernel, shrunk } from '../../src/degradations/low-resolution-model';

interface Numbers {
  readonly shape: number[];
  readonly data: number[];
}
type Case = { size: number; stride: number } & Record<
  'image' | 'kernels' | 'weights' | 'result' | 'by kernels' | 'by image',
  Numbers
>;

const file = path.join(__dirname, '../fixtures/kernel-filter/kernel-filter.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

const floats = ({ data }: Numbers): Float32Array => Float32Array.from(data);
/** The largest difference, as a share of the largest number that is wanted. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const wanted = Array.from(b);
  const most = wanted.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
  return wanted.reduce((m, value, i) => Math.max(m, Math.abs(a[i] - value)), 0) / most;
};
const uniform = (length: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform());
};

/** Sums of up to 400 products in float32, of what SciPy did in float64 and the file has to seven digits. */
const tolerance = 1e-5;

beforeAll(async () => {
  await useBackend();
});

/** A filter of its one input, the kernels made of it by a dense layer, softmax and symmetry; the image goes through a pixelwise layer first, so that its gradient is wanted. */
function filtering(height: number, width: number, size: number, stride: number): LayersModel {
  const x = input({ shape: [height, width, 3] });
  const image = layers.conv2d({ name: 'Colours', filters: 3, kernelSize: 1, padding: 'same' }).apply(x);
  const dense = layers.dense({ name: 'Numbers', units: size ** 2 });
  const numbers = dense.apply(layers.globalAveragePooling2d({}).apply(x));
  const shares = layers.softmax({ axis: -1 }).apply(numbers);
  const kernels = new SymmetricKernel({ name: 'Kernel' }).apply(shares);
  const result = new KernelFilter({ name: 'Filter', size, stride }).apply([
    image as SymbolicTensor,
    kernels as SymbolicTensor,
  ]);
  return model({ inputs: x, outputs: result as SymbolicTensor });
}

describe('KernelFilter as SciPy computes it', () => {
  it.each(cases)('kernels of $size, stride $stride: the result and both gradients', (one) => {
    const { size, stride, image, kernels, weights, result } = one;
    const gradients = layersGradients({
      networks: {},
      inputs: { image: image.shape, kernels: kernels.shape, weights: weights.shape },
      wanted: ['image', 'kernels'],
      build: (calculus, given) => {
        const layer = new KernelFilter({ size, stride });
        const made = layer.apply([given.image as never, given.kernels as never]) as never;
        const total = calculus.inner(made, given.weights);
        return { losses: { total }, total, outputs: { made } };
      },
    });
    const before = tf.memory().numTensors;
    const found = gradients.run({
      image: floats(image),
      kernels: floats(kernels),
      weights: floats(weights),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(apart(found.outputs.made, result.data)).toBeLessThan(tolerance);
    expect(apart(found.gradients.kernels, one['by kernels'].data)).toBeLessThan(tolerance);
    expect(apart(found.gradients.image, one['by image'].data)).toBeLessThan(tolerance);
    gradients.dispose();
  });

  it.runIf(process.env.DDR_BACKEND === undefined).each(cases)(
    'compiled for inference, kernels of $size, stride $stride',
    ({ size, stride, image, kernels, result }) => {
      const [n, , , channels] = image.shape;
      // Sizes are known only at the run, and the kernel is a bias.
      const x = input({ shape: [null, null, channels] });
      const dense = layers.dense({ units: size ** 2, kernelInitializer: 'zeros' });
      const given = dense.apply(layers.globalAveragePooling2d({}).apply(x)) as SymbolicTensor;
      const made = new KernelFilter({ size, stride }).apply([x, given]) as SymbolicTensor;
      const network = model({ inputs: x, outputs: made });
      const step = image.data.length / n;
      for (let i = 0; i < n; i++) {
        const row = kernels.data.slice(i * size ** 2, (i + 1) * size ** 2);
        tf.tidy(() => {
          dense.setWeights([tf.zeros([channels, size ** 2]), tf.tensor1d(row)]);
        });
        const compiled = compiledModel(network, network.outputs)!;
        const own = image.data.slice(i * step, (i + 1) * step);
        const [{ data, dims }] = compiled.run({
          data: Float32Array.from(own),
          dims: [1, ...image.shape.slice(1)],
        });
        expect(dims).toEqual([1, ...result.shape.slice(1)]);
        const wanted = result.data.slice(i * data.length, (i + 1) * data.length);
        expect(apart(data, wanted)).toBeLessThan(tolerance);
      }
      network.dispose();
    },
  );

  it('lies where MATLAB puts an LR pixel: blur and bicubic as one kernel give the LR model', () => {
    const { weights: taps } = shrinkingKernel(2.4, 4);
    const size = taps.length;
    const [height, width] = [24, 20];
    const hr = createImage(height, width, uniform(height * width * 3, 4));
    const wanted = shrunk(hr, shrinkingKernel(2.4, 4), {
      ...{ scale: 4, top: 0, left: 0, height: height / 4, width: width / 4 },
    });
    const kernel = Float32Array.from(
      { length: size ** 2 },
      (_, i) => taps[Math.floor(i / size)] * taps[i % size],
    );
    const made = tf.tidy(() =>
      (
        new KernelFilter({ size, stride: 4 }).apply([
          tf.tensor4d(hr.data, [1, height, width, 3]),
          tf.tensor2d(kernel, [1, size ** 2]),
        ]) as tf.Tensor
      ).dataSync(),
    );
    // 1,296 products in float32.
    expect(apart(made, wanted)).toBeLessThan(tolerance);
  });

  it('refuses kernels without a middle, and rows of another length', () => {
    for (const sizes of [
      { size: 21, stride: 4 },
      { size: 3, stride: 5 },
      { size: 4 },
      { size: 0 },
      { size: 2.5 },
    ]) {
      expect(() => new KernelFilter(sizes)).toThrow(InputError);
    }
    const x = input({ shape: [8, 8, 3] });
    const rows = input({ shape: [24] });
    expect(() => new KernelFilter({ size: 5 }).apply([x, rows])).toThrow(/rows of 25 numbers, not of 24/);
  });
});

describe('SymmetricKernel', () => {
  it('averages a kernel with its flips, as NumPy does by hand for 2 x 2 and 3 x 3', () => {
    const made = (row: number[]): number[] =>
      tf.tidy(() => [...(new SymmetricKernel({}).apply(tf.tensor2d([row])) as tf.Tensor).dataSync()]);
    expect(made([1, 2, 3, 6])).toEqual([3, 3, 3, 3]);
    expect(made([1, 2, 3, 4, 5, 6, 7, 8, 13])).toEqual([6, 5, 6, 5, 5, 5, 6, 5, 6]);
    expect(() => made([1, 2, 3])).toThrow(InputError);
  });
});

describe.runIf(process.env.DDR_BACKEND === undefined)('compiled as by tfjs', () => {
  it.each([
    [13, 1, 9, 8],
    [20, 4, 16, 12],
    [6, 2, 6, 10],
  ])(
    'kernels of %d, stride %d: softmax, symmetry and filter with all gradients',
    (size, stride, height, width) => {
      const network = filtering(height, width, size, stride);
      const shape = [3, height / stride, width / stride, 3];
      const objective: Objective = {
        networks: { network: { model: network, role: 'trained' } },
        inputs: { x: [3, height, width, 3], target: shape },
        wanted: ['x'],
        build: (calculus, { x, target }) => {
          const [made] = calculus.apply('network', x);
          const total = calculus.mse(made, target);
          return { losses: { total }, total, outputs: { made } };
        },
      };
      const given = {
        x: uniform(9 * height * width, 1),
        target: uniform(
          shape.reduce((a, b) => a * b),
          2,
        ),
      };
      const parameters = parametersOf(network);
      const [ours, theirs] = [compiledGradients, layersGradients].map((way) => {
        const gradients = way(objective)!;
        const { losses, outputs, gradients: wanted } = gradients.run(given);
        const own = [wanted.x, ...parameters.trainable.map(({ gradient }) => gradient)].map((g) => g.slice());
        const found = { loss: losses.total, made: outputs.made.slice(), own };
        gradients.dispose();
        return found;
      });
      expect(ours.loss).toBeCloseTo(theirs.loss, 6);
      expect(apart(ours.made, theirs.made)).toBeLessThan(tolerance);
      // Softmax's slopes are differences of nearly equal numbers.
      ours.own.forEach((gradient, i) => expect(apart(gradient, theirs.own[i])).toBeLessThan(2e-4));
      const compiled = compiledModel(network, network.outputs)!;
      const [{ data }] = compiled.run({ data: given.x, dims: [3, height, width, 3] });
      expect(apart(data, theirs.made)).toBeLessThan(tolerance);
      network.dispose();
    },
  );
});
