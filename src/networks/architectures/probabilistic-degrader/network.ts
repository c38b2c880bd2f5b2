import { InputError } from '@ddr-lab/base/errors';
import { KernelFilter } from '@ddr-lab/engine/layers/kernel-filter';
import { SymmetricKernel } from '@ddr-lab/engine/layers/symmetric-kernel';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import type { NetworkKind } from '../kind';

/** The size of PDM's degrader. */
export interface ProbabilisticDegraderOptions {
  /** Channels of the noise network, and numbers of the kernel network's layers; default 64, as published. */
  readonly channels?: number;
  /** Residual blocks of each of the two; default 16, as published. */
  readonly blocks?: number;
  /** Rows and columns of a kernel, an even number, so that its middle is where MATLAB's bicubic has an LR pixel's; default 20. Published: 21. */
  readonly size?: number;
  /** Standard deviation of the Gaussian that the kernel is at first, in HR pixels; default 1.6 (a pilot's). */
  readonly startWidth?: number;
  /** What the noise is multiplied by at first; default 0.01. */
  readonly noiseGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Planes beside the colours, which hold noise, and the random numbers that a kernel is made of. */
const PLANES = 3;

/**
 * PDM's degrader (Luo et al. 2022): HR images to LR images of a quarter of the size by a kernel made of three random numbers, and noise that is added; N x H x W x 6 to N x H/4 x W/4 x 3. Beside the colours come three planes that hold noise in the first of each 4 x 4 pixels and, in the second, a random number that is the same in all of the plane. `Kernel`: N x K^2, each sums to 1; `Noise`: what is added; `Output`.
 *
 * Ours: the kernel is symmetric, as it drifts otherwise; dense layers in place of 1 x 1 convolutions and without batch normalisation; each colour's own noise times a gain is added to what the noise network makes; that
 * sees the means of 4 x 4 pixels, not the filtered image.
 *
 * @throws InputError for sizes that are not positive whole numbers, and an odd kernel.
 */
function probabilisticDegrader(options: ProbabilisticDegraderOptions = {}): LayersModel {
  const { channels = 64, blocks = 16, size = 20, startWidth = 1.6, noiseGain = 0.01, seed = 0 } = options;
  wholeNumbers("PDM's degrader", { channels, blocks, size });
  if (size % 2 !== 0 || size < 4) {
    throw new InputError(`PDM's degrader has a kernel of an even number of rows from 4 on, not ${size}.`);
  }
  const planes = 3 + PLANES;
  const given = input({ name: 'Input', shape: [null, null, planes] });
  const fixed = { size: 1, trainable: false } as const;
  const colours = convolve('Colours', given, 3, fixed);
  const strided = { size: 2, strides: 2, trainable: false } as const;
  const second = convolve('Second', given, PLANES, strided);
  let code = layers.globalAveragePooling2d({ name: 'Code' }).apply(second) as SymbolicTensor;
  const dense = (name: string, x: SymbolicTensor, units: number): SymbolicTensor =>
    layers.dense({ name, units, kernelInitializer: 'zeros' }).apply(x) as SymbolicTensor;
  code = leaky('Kernel1', dense('Kernel1.dense', code, channels), 0.2);
  for (let k = 1; k <= blocks; k++) {
    const inner = leaky(`KB${k}.rectified`, dense(`KB${k}.dense1`, code, channels), 0.2);
    code = layers
      .add({ name: `KB${k}` })
      .apply([code, dense(`KB${k}.dense2`, inner, channels)]) as SymbolicTensor;
  }
  const shares = layers
    .activation({ name: 'Kernel.shares', activation: 'softmax' })
    .apply(dense('Kernel.dense', code, size * size)) as SymbolicTensor;
  const kernel = new SymmetricKernel({ name: 'Kernel' }).apply(shares) as SymbolicTensor;
  const filtered = new KernelFilter({ name: 'Filtered', size, stride: 4 }).apply([
    colours,
    kernel,
  ]) as SymbolicTensor;

  const halved = convolve('Half', given, planes, strided);
  const low = convolve('Quarter', halved, planes, strided);
  let x = leaky('Conv1', convolve('Conv1.conv', low, channels), 0.25);
  for (let k = 1; k <= blocks; k++) x = residualBlock(`RB${k}`, x);
  const noise = layers
    .add({ name: 'Noise' })
    .apply([convolve('Noise.conv', x, 3), convolve('Noise.gain', low, 3, { size: 1 })]) as SymbolicTensor;
  const output = layers.add({ name: 'Output' }).apply([filtered, noise]) as SymbolicTensor;
  const network = initialise(model({ inputs: given, outputs: output }), {
    seed,
    gain: (name) => (/^(RB|KB|Noise|Kernel\.dense)/.test(name) ? 0.1 : 1),
  });
  if (!areWeightsGiven()) start(network, { size, startWidth, noiseGain });
  return network;
}

/** What only chooses and averages gets its weights; the kernel begins as a Gaussian, the noise as each colour's own. */
function start(
  network: LayersModel,
  {
    size,
    startWidth,
    noiseGain,
  }: Required<Pick<ProbabilisticDegraderOptions, 'size' | 'startWidth' | 'noiseGain'>>,
): void {
  const planes = 3 + PLANES;
  const kernel = (
    shape: readonly number[],
    weight: (place: number, a: number, b: number) => number,
  ): tf.Tensor => {
    const [from, to] = shape.slice(-2);
    const data = Float32Array.from({ length: shape.reduce((x, y) => x * y, 1) }, (_, i) =>
      weight(Math.floor(i / (from * to)), Math.floor(i / to) % from, i % to),
    );
    return tf.tensor(data, [...shape]);
  };
  tf.tidy(() => {
    const set = (name: string, ...weights: tf.Tensor[]): void => network.getLayer(name).setWeights(weights);
    const same = (_: number, a: number, b: number): number => Number(a === b);
    const shrink = (place: number, a: number, b: number): number =>
      a !== b ? 0 : a < 3 ? 0.25 : Number(place === 0);
    set('Colours', kernel([1, 1, planes, 3], same), tf.zeros([3]));
    // A quarter of the places hold the number, the others nothing.
    const number = (place: number, a: number, b: number): number => (place === 1 && a === 3 + b ? 4 : 0);
    set('Second', kernel([2, 2, planes, PLANES], number), tf.zeros([PLANES]));
    for (const name of ['Half', 'Quarter']) {
      set(name, kernel([2, 2, planes, planes], shrink), tf.zeros([planes]));
    }
    const gains = (_: number, a: number, b: number): number => (a === b + 3 ? noiseGain : 0);
    set('Noise.gain', kernel([1, 1, planes, 3], gains), tf.zeros([3]));
    const [weights] = network.getLayer('Kernel.dense').getWeights();
    const middle = (size - 1) / 2;
    const logits = Float32Array.from({ length: size * size }, (_, i) => {
      const [y, x] = [Math.floor(i / size) - middle, (i % size) - middle];
      return -(y * y + x * x) / (2 * startWidth ** 2);
    });
    set('Kernel.dense', weights, tf.tensor1d(logits));
  });
}

/** `probabilisticDegrader` as a kind of network. */
export const probabilisticDegraderKind: NetworkKind<ProbabilisticDegraderOptions> = {
  title: "PDM's degrader: a random kernel and noise, from HR to LR images",
  taps: 'Kernel, Filtered, Conv1, RB1 ... RB16, Noise, Output',
  source: 'Luo et al. 2022',
  size: 'same',
  build: probabilisticDegrader,
};
