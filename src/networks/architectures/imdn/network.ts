import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { ChannelContrast } from '@ddr-lab/engine/layers/channel-contrast';
import { ChannelSlice } from '@ddr-lab/engine/layers/channel-slice';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import type { NetworkKind } from '../kind';

/** The size and the variant of an IMDN. */
export interface ImdnOptions {
  /** Feature channels, a multiple of 4; default 64. */
  readonly channels?: number;
  /** Distillation blocks IMDB1, IMDB2, ...; default 6. */
  readonly blocks?: number;
  /** Upscaling factor, a whole number; default 4. */
  readonly scale?: number;
  /** Channels within a block's contrast-aware attention; 0: none. Default 4, as published. */
  readonly attention?: number;
  /** `true`: the results of all blocks are joined by a 1 x 1 convolution, as published (default); `false`: the last block's goes on. */
  readonly fused?: boolean;
  /** Side of the kernel behind the blocks; default 3. */
  readonly bodyKernel?: number;
  /** Slope of the LeakyReLUs; default 0.05. */
  readonly slope?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * IMDN (Hui et al. 2019), and its smaller relatives for challenges (KAIR's, without attention and fusion): N x H x W x 3 in [0, 1] to
 * N x (s H) x (s W) x 3. Conv1; IMDB1, IMDB2, ... (a block sets a quarter of the channels aside three times and goes on with
 * the others); Fusion; Body (a convolution, then Conv1 added); Output (convolution, pixel shuffle). No global residual between images.
 *
 * @throws InputError for sizes that are not positive whole numbers and channels that are no multiple of 4.
 */
function imdn(options: ImdnOptions = {}): LayersModel {
  const { channels = 64, blocks = 6, scale = 4, attention = 4, fused = true, seed = 0 } = options;
  const { bodyKernel = 3, slope = 0.05 } = options;
  wholeNumbers('IMDN', { channels, blocks, scale, bodyKernel });
  if (channels % 4 !== 0) {
    throw new InputError(`IMDN: channels must be a multiple of 4, not ${channels}.`);
  }
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const first = convolve('Conv1', lr, channels);
  const made: SymbolicTensor[] = [];
  let x = first;
  for (let k = 1; k <= blocks; k++) {
    x = distillation(`IMDB${k}`, x, { channels, attention, slope });
    made.push(x);
  }
  if (fused) {
    const joined =
      made.length === 1
        ? made[0]
        : (layers.concatenate({ name: 'Fusion.joined' }).apply(made) as SymbolicTensor);
    x = leaky('Fusion', convolve('Fusion.conv', joined, channels, { size: 1 }), slope);
  }
  const body = convolve('Body.conv', x, channels, { size: bodyKernel });
  x = layers.add({ name: 'Body' }).apply([body, first]) as SymbolicTensor;
  const wide = convolve('Output.conv', x, 3 * scale * scale);
  const output = new PixelShuffle({ name: 'Output', factor: scale }).apply(wide) as SymbolicTensor;
  return initialise(model({ inputs: lr, outputs: output }), { seed });
}

/** A block: of each of three convolutions a quarter is set aside; these, and a fourth's, are joined, weighed, and added to the input. */
function distillation(
  name: string,
  x: SymbolicTensor,
  {
    channels,
    attention,
    slope,
  }: { readonly channels: number; readonly attention: number; readonly slope: number },
): SymbolicTensor {
  const aside = channels / 4;
  const parts: SymbolicTensor[] = [];
  let rest = x;
  for (const k of [1, 2, 3]) {
    const made = leaky(`${name}.leaky${k}`, convolve(`${name}.conv${k}`, rest, channels), slope);
    const part = (what: string, begin: number, end: number): SymbolicTensor =>
      new ChannelSlice({ name: `${name}.${what}${k}`, begin, end }).apply(made) as SymbolicTensor;
    parts.push(part('aside', 0, aside));
    rest = part('rest', aside, channels);
  }
  parts.push(convolve(`${name}.conv4`, rest, aside));
  let joined = layers.concatenate({ name: `${name}.joined` }).apply(parts) as SymbolicTensor;
  if (attention > 0) {
    const contrast = new ChannelContrast({ name: `${name}.contrast` }).apply(joined) as SymbolicTensor;
    const few = convolve(`${name}.attention1`, contrast, attention, { size: 1 });
    const active = layers.reLU({ name: `${name}.attention1.relu` }).apply(few) as SymbolicTensor;
    const many = convolve(`${name}.attention2`, active, channels, { size: 1 });
    const weights = layers.activation({ name: `${name}.weights`, activation: 'sigmoid' }).apply(many);
    joined = layers
      .multiply({ name: `${name}.weighed` })
      .apply([joined, weights as SymbolicTensor]) as SymbolicTensor;
  }
  const fused = convolve(`${name}.conv5`, joined, channels, { size: 1 });
  return layers.add({ name }).apply([fused, x]) as SymbolicTensor;
}

/** `imdn` as a kind of network. */
export const imdnKind: NetworkKind<ImdnOptions> = {
  title: 'IMDN and its smaller relatives',
  taps: 'Conv1, IMDB1 ..., Fusion, Body, Output',
  source: 'Hui et al. 2019; KAIR',
  build: imdn,
};
