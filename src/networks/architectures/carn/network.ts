import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { convolve, convolveInGroups, initialise, wholeNumbers } from '../parts/convolve';
import { TorchPixelShuffle } from '@ddr-lab/engine/layers/torch-pixel-shuffle';
import { checkScale, upsamplingFactors, type UpScale } from '../parts/super-resolution-tail';
import type { NetworkKind } from '../kind';

/** The size and the variant of a CARN. */
export interface CarnOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  /**
   * `true`: CARN-M, whose residual blocks end in a 1 x 1 convolution; the three of a cascading block have the same weights, which here
   * are there three times (and would part in training). Default `false`.
   */
  readonly mobile?: boolean;
  /** Groups of channels in the residual blocks' 3 x 3 convolutions; default 4 in CARN-M (4 x 16 channels), else 1. */
  readonly groups?: number;
  /** Groups in front of the pixel shuffles; default: as `groups`. */
  readonly upGroups?: number;
  /** Pixel shuffles (default), or nearest neighbours and then a convolution. */
  readonly upsampling?: 'shuffle' | 'nearest';
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

type Block = (x: SymbolicTensor, name: string) => SymbolicTensor;

/**
 * CARN and CARN-M (Ahn et al. 2018): N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3. Input (less its data's mean, by a 1 x 1
 * convolution); Conv1; CB1, CB2, CB3 (cascading blocks, each of three residual blocks), with Fusion1, Fusion2, Fusion3 behind
 * them (a 1 x 1 convolution of all that came before); UP1, UP2; Output (the mean added again). A cascading block is built as
 * the whole is: of residual blocks and fusions, the last of which is what it puts out. There is no global residual between images.
 *
 * @throws InputError for a scale other than 2, 3, 4, 8, sizes that are not positive whole numbers, and channels that make no whole groups.
 */
export function carn(options: CarnOptions = {}): LayersModel {
  const { channels = 64, scale = 4, mobile = false, upsampling = 'shuffle', seed = 0 } = options;
  const { groups = mobile ? 4 : 1, upGroups = groups } = options;
  checkScale('CARN', scale);
  wholeNumbers('CARN', { channels, groups, upGroups });
  if (channels % groups !== 0 || channels % upGroups !== 0) {
    throw new InputError(`CARN: ${channels} channels make no ${groups} or ${upGroups} groups.`);
  }
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  let x = convolve('Conv1', convolve('Input.shift', lr, 3, { size: 1 }), channels);
  const cascades = [1, 2, 3].map((number) => {
    const prefix = `CB${number}`;
    const block: Block = (given, name) => residualBlock(given, name, { channels, mobile, groups });
    const names = {
      channels,
      block: (k: number) => `${prefix}.RB${k}`,
      fusion: (k: number) => (k === 3 ? prefix : `${prefix}.Fusion${k}`),
    };
    return (given: SymbolicTensor): SymbolicTensor => cascade(given, [block, block, block], names);
  });
  x = cascade(x, cascades, { channels, block: (k) => `CB${k}`, fusion: (k) => `Fusion${k}` });
  for (const [index, factor] of upsamplingFactors(scale).entries()) {
    const name = `UP${index + 1}`;
    const relu = (last: string, given: SymbolicTensor): SymbolicTensor =>
      layers.reLU({ name: last }).apply(given) as SymbolicTensor;
    if (upsampling === 'nearest') {
      const nearest = layers.upSampling2d({ name: `${name}.nearest`, size: [factor, factor] });
      const large = nearest.apply(x) as SymbolicTensor;
      x = relu(name, convolveInGroups(`${name}.conv`, large, channels, upGroups));
    } else {
      const wide = convolveInGroups(`${name}.conv`, x, channels * factor * factor, upGroups);
      const active = relu(`${name}.relu`, wide);
      x = new TorchPixelShuffle({ name, factor }).apply(active) as SymbolicTensor;
    }
  }
  const output = convolve('Output', convolve('Output.conv', x, 3), 3, { size: 1 });
  return initialise(model({ inputs: lr, outputs: output }), { seed });
}

/** Three blocks one after another; behind each a 1 x 1 convolution of its result and of all that came before. */
function cascade(
  x: SymbolicTensor,
  blocks: readonly Block[],
  names: {
    readonly channels: number;
    readonly block: (k: number) => string;
    readonly fusion: (k: number) => string;
  },
): SymbolicTensor {
  let [joined, last] = [x, x];
  blocks.forEach((block, i) => {
    const fusion = names.fusion(i + 1);
    const made = block(last, names.block(i + 1));
    joined = layers.concatenate({ name: `${fusion}.joined` }).apply([joined, made]) as SymbolicTensor;
    const fused = convolve(`${fusion}.conv`, joined, names.channels, { size: 1 });
    last = layers.reLU({ name: fusion }).apply(fused) as SymbolicTensor;
  });
  return last;
}

/** Convolutions with ReLUs between, the input added, a ReLU. */
function residualBlock(
  x: SymbolicTensor,
  name: string,
  {
    channels,
    mobile,
    groups,
  }: { readonly channels: number; readonly mobile: boolean; readonly groups: number },
): SymbolicTensor {
  const relu = (last: string, given: SymbolicTensor): SymbolicTensor =>
    layers.reLU({ name: last }).apply(given) as SymbolicTensor;
  let inner = convolveInGroups(`${name}.conv1`, x, channels, groups);
  inner = convolveInGroups(`${name}.conv2`, relu(`${name}.relu1`, inner), channels, groups);
  if (mobile) inner = convolve(`${name}.conv3`, relu(`${name}.relu2`, inner), channels, { size: 1 });
  return relu(name, layers.add({ name: `${name}.sum` }).apply([inner, x]) as SymbolicTensor);
}

/** `carn` as a kind of network. */
export const carnKind: NetworkKind<CarnOptions> = {
  title: 'CARN and CARN-M',
  taps: 'Conv1, CB1, Fusion1 ... CB3, Fusion3, UP1 ..., Output',
  source: 'Ahn et al. 2018',
  build: carn,
};
