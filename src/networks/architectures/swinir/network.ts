import { InputError } from '@ddr-lab/base/errors';
import { BilinearUpsampling } from '@ddr-lab/engine/layers/bilinear-upsampling';
import { CropLike } from '@ddr-lab/engine/layers/crop-like';
import { MirroredMargin } from '@ddr-lab/engine/layers/mirrored-margin';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';
import type { NetworkKind } from '../kind';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
import { div2kMean } from '../parts/div2k-mean';
import { scaledInput } from '../parts/video-frame';
import { connection, normalised, transformerGain, transformerGroup } from '../parts/window-transformer';
import { enlarged, type Upsampler } from './upsampler';

/** The size of a SwinIR. */
export interface SwinirOptions {
  /** Feature channels; default 60 (the light network). */
  readonly channels?: number;
  /** Blocks of each of the groups RSTB1, RSTB2, ...; default 6, 6, 6, 6 (the light network). */
  readonly depths?: readonly number[];
  /** Heads of each attention; default 6. */
  readonly heads?: number;
  /** Side of a window in pixels; default 8. */
  readonly window?: number;
  /** How many times as many channels a block's layer between has; default 2. */
  readonly ratio?: number;
  /** Convolutions in front of each sum of groups and body, 1 (default) or 3 (the large real-world network, `3conv`). */
  readonly convolutions?: 1 | 3;
  /** Upscaling factor, 2, 3, 4 or 8; 1 restores at the input's size. Default 4. */
  readonly scale?: number;
  /** How features become an image where the scale is not 1; default `direct` (the light network). */
  readonly upsampler?: Upsampler;
  /** Channels of `shuffle` and `nearest`; default 64. */
  readonly upChannels?: number;
  /** `true` adds the bilinearly upsampled input to the output; default, as published: `false`, at a scale of 1 `true`. */
  readonly globalResidual?: boolean;
  /**
   * What is done to images of [0, 1] first: `mean` (default, as published) takes DIV2K's mean off and adds it in the end; `scaled` brings them to about -1.8 to 2.2, for networks that are
   * trained for a short time: of numbers near 0 layer normalisation sees brightness alone, and attention learns nothing.
   */
  readonly input?: 'mean' | 'scaled';
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * SwinIR (Liang et al. 2021): N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3. The mean of the training data is taken off by a fixed 1 x 1 convolution; Conv1; RSTB1, RSTB2, ... (groups of
 * attention in windows, behind a layer normalisation); Body (a layer normalisation and a convolution, Conv1 added); what `upsampler` says; Output (the mean added).
 *
 * Sides are filled up to whole windows by mirror images, which are taken off the output again: features have the larger size.
 *
 * @throws InputError for a scale or a way to enlarge that there is none of, no groups, channels that heads do not share evenly, and sizes that are not positive whole numbers.
 */
function swinir(options: SwinirOptions = {}): LayersModel {
  const {
    channels = 60,
    depths = [6, 6, 6, 6],
    heads = 6,
    window = 8,
    ratio = 2,
    convolutions = 1,
  } = options;
  const { scale = 4, upsampler = 'direct', upChannels = 64, seed = 0 } = options;
  const { globalResidual = scale === 1, input: brought = 'mean' } = options;
  check({ ...options, channels, depths, heads, window, scale, upChannels, convolutions, input: brought });
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const isShifted = brought === 'mean';
  const shifted = isShifted ? convolve('Input.shift', lr, 3, { size: 1, trainable: false }) : scaledInput(lr);
  const margin = new MirroredMargin({ name: 'Input.margin', multiple: window });
  const first = convolve('Conv1', margin.apply(shifted) as SymbolicTensor, channels);
  let x = normalised('Conv1.norm', first);
  for (const [index, depth] of depths.entries()) {
    const settings = { depth, heads, window, ratio, frames: 1, convolutions };
    x = transformerGroup(`RSTB${index + 1}`, x, settings);
  }
  const body = connection('Body.conv', normalised('Body.norm', x), convolutions);
  x = layers.add({ name: 'Body' }).apply([body, first]) as SymbolicTensor;
  const ends = ['cropped', ...(globalResidual ? ['sum'] : []), ...(isShifted ? ['shift'] : [])];
  const called = (end: string): string => (end === ends[ends.length - 1] ? 'Output' : `Output.${end}`);
  const large = enlarged(x, { scale, upsampler, upChannels });
  x = new CropLike({ name: called('cropped'), scale }).apply([large, lr]) as SymbolicTensor;
  if (globalResidual) {
    const from = isShifted ? shifted : lr;
    const wide = scale === 1 ? from : new BilinearUpsampling({ name: 'Upsampled', scale }).apply(from);
    x = layers.add({ name: called('sum') }).apply([x, wide as SymbolicTensor]) as SymbolicTensor;
  }
  if (isShifted) x = convolve('Output', x, 3, { size: 1, trainable: false });
  const whole = initialise(model({ inputs: lr, outputs: x }), {
    seed,
    gain: (weight) => (weight.startsWith('Output.') ? 0.1 : transformerGain(weight)),
  });
  if (isShifted && !areWeightsGiven()) shiftBy(whole);
  return whole;
}

/** Gives the fixed convolutions the mean that they take off and add. */
function shiftBy(whole: LayersModel): void {
  for (const [name, sign] of [
    ['Input.shift', -1],
    ['Output', 1],
  ] as const) {
    tf.tidy(() => {
      const kernel = tf.reshape(tf.eye(3), [1, 1, 3, 3]);
      const bias = tf.tensor1d(div2kMean.map((value) => sign * value));
      whole.getLayer(name).setWeights([kernel, bias]);
    });
  }
}

function check(
  options: SwinirOptions &
    Required<Pick<SwinirOptions, 'channels' | 'depths' | 'heads' | 'window' | 'scale' | 'upChannels'>>,
): void {
  const { channels, depths, heads, window, scale, upsampler = 'direct', upChannels, ratio = 2 } = options;
  const blocks = Object.fromEntries(depths.map((depth, index) => [`the depth of RSTB${index + 1}`, depth]));
  wholeNumbers('SwinIR', { channels, heads, window, upChannels, ...blocks });
  const wrong = (what: string): never => {
    throw new InputError(`SwinIR: ${what}.`);
  };
  if (depths.length === 0) wrong('depths must have one number for each group, and there is none');
  if (channels % heads !== 0) wrong(`${heads} heads cannot share ${channels} channels evenly`);
  if (!(ratio * channels >= 1)) wrong(`ratio must be a number above 0, not ${String(ratio)}`);
  if (!['mean', 'scaled'].includes(options.input!))
    wrong(`input is mean or scaled, not ${String(options.input)}`);
  if (![1, 3].includes(options.convolutions!)) {
    wrong(`convolutions is 1 or 3, not ${String(options.convolutions)}`);
  }
  if (!['direct', 'shuffle', 'nearest'].includes(upsampler)) {
    wrong(`upsampler is direct, shuffle or nearest, not ${String(upsampler)}`);
  }
  const scales = upsampler === 'nearest' ? [1, 2, 4] : [1, 2, 3, 4, 8];
  if (!scales.includes(scale)) {
    wrong(`with the upsampler ${upsampler} the scale is ${scales.join(', ')}, not ${String(scale)}`);
  }
}

/** `swinir` as a kind of network. */
export const swinirKind: NetworkKind<SwinirOptions> = {
  title: 'SwinIR: attention in windows, which restores or super-resolves',
  taps: 'Conv1, RSTB1 ..., Body, PreUP, UP1 ..., HRConv, Output',
  source: 'Liang et al. 2021; BasicSR',
  build: swinir,
};
