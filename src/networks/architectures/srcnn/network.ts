import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { initialise, wholeNumbers } from '../parts/convolve';
import { BicubicUpsampling } from '@ddr-lab/engine/layers/bicubic-upsampling';
import type { NetworkKind } from '../kind';

/** The size of an SRCNN. */
export interface SrcnnOptions {
  /** Convolutions; the paper compares 3, 5, 7, 9, 11 and 13. Default 3; at least 3. */
  readonly layers?: number;
  /** Feature channels, an even number; the last but one layer has half as many. Default 64. */
  readonly channels?: number;
  /**
   * Sides of the first, the last but one and the last kernel; default 9, 5, 5. Those between are 3 x 3, unless as many sides
   * as layers are given.
   */
  readonly kernels?: readonly number[];
  /** Channels of each layer but the last, where they are others than `channels` and half as many. */
  readonly widths?: readonly number[];
  /** Channels of the images: 3 (default), or 1 for a network of luma alone, as published. */
  readonly colours?: 1 | 3;
  /** Upscaling factor, a whole number; default 4. */
  readonly scale?: number;
  /** `true` (wGR) adds the bicubically upsampled input to the output; `false` (woGR, default) does not. */
  readonly globalResidual?: boolean;
  /** Gain of the last kernel's initial values, on Kaiming's; default 0.1. */
  readonly outputGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * SRCNN (Dong et al. 2014, 2016) and its deeper relatives (the paper's A.7): N x H x W x 3 in [0, 1] to
 * N x (s H) x (s W) x 3. The input is upsampled bicubically first, so that all convolutions work at the size of the
 * output:
 *
 * - Conv1: 9 x 9, `channels`, ReLU (patch extraction);
 * - Conv2 ... in networks of more than 3 layers: 3 x 3, `channels`, ReLU;
 * - the last but one: 5 x 5, half as many channels, ReLU (non-linear mapping);
 * - Output: 5 x 5, 3 channels.
 *
 * With 3 layers and 64 channels these are the sizes 9-5-5 and 64-32 of Dong et al. 2016, the best there; `kernels`
 * of 9, 1, 5 are those of 2014. Unlike theirs, it works on RGB and keeps the image's size (zeros around it).
 *
 * Initial kernels: Kaiming's normal distribution, fan in (Dong et al.: normal, deviation 0.001), the last one's
 * times `outputGain`; the same for networks with and without global residual, which then begin near the upsampled
 * input and near black.
 *
 * @throws InputError for less than 3 layers, an odd number of channels, and sizes that are not positive whole
 * numbers.
 */
export function srcnn(options: SrcnnOptions = {}): LayersModel {
  const { layers: count = 3, channels = 64, kernels = [9, 5, 5], scale = 4 } = options;
  const { colours = 3, globalResidual = false, outputGain = 0.1, seed = 0 } = options;
  wholeNumbers('SRCNN', { layers: count, channels, scale });
  if (count < 3) throw new InputError(`SRCNN: layers must be 3 or more, not ${count}.`);
  const [sides, widths] = [sidesOf(count, kernels), widthsOf(count, channels, options.widths)];

  const conv = (name: string, x: SymbolicTensor, filters: number, kernelSize: number): SymbolicTensor =>
    layers.conv2d({ name, filters, kernelSize, padding: 'same' }).apply(x) as SymbolicTensor;

  const lr = input({ name: 'Input', shape: [null, null, colours] });
  const upsampled = new BicubicUpsampling({ name: 'Upsampled', scale }).apply(lr) as SymbolicTensor;
  let x = upsampled;
  widths.forEach((width, k) => {
    const name = `Conv${k + 1}`;
    const inner = conv(`${name}.conv`, x, width, sides[k]);
    x = layers.reLU({ name }).apply(inner) as SymbolicTensor;
  });
  const last = conv(globalResidual ? 'Output.conv' : 'Output', x, colours, sides[count - 1]);
  const output = globalResidual
    ? (layers.add({ name: 'Output' }).apply([last, upsampled]) as SymbolicTensor)
    : last;
  return initialise(model({ inputs: lr, outputs: output }), {
    seed,
    gain: (name) => (name.startsWith('Output') ? outputGain : 1),
  });
}

/** The side of each layer's kernel. */
function sidesOf(count: number, kernels: readonly number[]): number[] {
  if (kernels.length !== 3 && kernels.length !== count) {
    throw new InputError(`SRCNN: kernels are 3 or as many as layers (${count}), not ${kernels.length}.`);
  }
  const [first, mapping, last] = kernels;
  const sides =
    kernels.length === count
      ? [...kernels]
      : [first, ...Array.from({ length: count - 3 }, () => 3), mapping, last];
  wholeNumbers("SRCNN's kernels", Object.fromEntries(sides.map((side, i) => [`of layer ${i + 1}`, side])));
  return sides;
}

/** The channels of each layer but the last. */
function widthsOf(count: number, channels: number, given: readonly number[] | undefined): number[] {
  if (given === undefined) {
    if (channels % 2 !== 0) throw new InputError(`SRCNN: channels must be even, not ${channels}.`);
    return [...Array.from({ length: count - 2 }, () => channels), channels / 2];
  }
  if (given.length !== count - 1) {
    throw new InputError(`SRCNN: widths are of all layers but the last (${count - 1}), not ${given.length}.`);
  }
  wholeNumbers("SRCNN's widths", Object.fromEntries(given.map((width, i) => [`of layer ${i + 1}`, width])));
  return [...given];
}

/** `srcnn` as a kind of network. */
export const srcnnKind: NetworkKind<SrcnnOptions> = {
  title: 'SRCNN of 3 to 13 layers',
  taps: 'Conv1 ..., Output',
  source: "Dong et al. 2014 and 2016; the paper's A.7",
  build: srcnn,
};
