import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { BilinearLike } from '@ddr-lab/engine/layers/bilinear-like';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { SmallestSize } from '@ddr-lab/engine/layers/smallest-size';
import type { NetworkKind } from '../kind';

/** The size of an RFDN. */
export interface RfdnOptions {
  /** Feature channels; default 50. */
  readonly channels?: number;
  /** Channels that a block sets aside at each of its four steps; default: half of `channels`. */
  readonly aside?: number;
  /** Channels within a block's spatial attention; default: a quarter of `channels`. */
  readonly attention?: number;
  /** Distillation blocks RFDB1, RFDB2, ...; default 4. */
  readonly blocks?: number;
  /** Upscaling factor, a whole number; default 4. */
  readonly scale?: number;
  /** Slope of the LeakyReLUs; default 0.05. */
  readonly slope?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * RFDN (Liu et al. 2020): N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3, images of 15 x 15 pixels or more. Conv1; RFDB1, RFDB2, ...
 * (feature distillation, then enhanced spatial attention); Fusion (a 1 x 1 convolution of all blocks' results); Body (a convolution, then
 * Conv1 added); Output (convolution, pixel shuffle). No global residual between images.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
function rfdn(options: RfdnOptions = {}): LayersModel {
  const { channels = 50, blocks = 4, scale = 4, slope = 0.05, seed = 0 } = options;
  const { aside = Math.floor(channels / 2), attention = Math.floor(channels / 4) } = options;
  wholeNumbers('RFDN', { channels, aside, attention, blocks, scale });
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  // Attention pools 7 x 7 of every other pixel.
  const given = new SmallestSize({ name: 'Input.size', side: 15 }).apply(lr) as SymbolicTensor;
  const first = convolve('Conv1', given, channels);
  const made: SymbolicTensor[] = [];
  let x = first;
  for (let k = 1; k <= blocks; k++) {
    x = distillation(`RFDB${k}`, x, { channels, aside, attention, slope });
    made.push(x);
  }
  const joined =
    made.length === 1
      ? made[0]
      : (layers.concatenate({ name: 'Fusion.joined' }).apply(made) as SymbolicTensor);
  x = leaky('Fusion', convolve('Fusion.conv', joined, channels, { size: 1 }), slope);
  x = layers.add({ name: 'Body' }).apply([convolve('Body.conv', x, channels), first]) as SymbolicTensor;
  const wide = convolve('Output.conv', x, 3 * scale * scale);
  const output = new PixelShuffle({ name: 'Output', factor: scale }).apply(wide) as SymbolicTensor;
  return initialise(model({ inputs: lr, outputs: output }), { seed });
}

/** A block: at each of three steps a 1 x 1 convolution sets channels aside, and a residual one goes on; what was set aside is joined. */
function distillation(
  name: string,
  x: SymbolicTensor,
  options: Required<Pick<RfdnOptions, 'channels' | 'aside' | 'attention' | 'slope'>>,
): SymbolicTensor {
  const { channels, aside, attention, slope } = options;
  const parts: SymbolicTensor[] = [];
  let rest = x;
  for (const k of [1, 2, 3]) {
    parts.push(
      leaky(`${name}.aside${k}`, convolve(`${name}.aside${k}.conv`, rest, aside, { size: 1 }), slope),
    );
    const residual = convolve(`${name}.rest${k}.conv`, rest, channels);
    const sum = layers.add({ name: `${name}.sum${k}` }).apply([residual, rest]) as SymbolicTensor;
    rest = leaky(`${name}.rest${k}`, sum, slope);
  }
  parts.push(leaky(`${name}.aside4`, convolve(`${name}.aside4.conv`, rest, aside), slope));
  const joined = layers.concatenate({ name: `${name}.joined` }).apply(parts) as SymbolicTensor;
  const fused = convolve(`${name}.fused`, joined, channels, { size: 1 });
  const weights = spatialAttention(`${name}.attention`, fused, { channels, attention });
  return layers.multiply({ name }).apply([fused, weights]) as SymbolicTensor;
}

/** Weights between 0 and 1 for each pixel and channel, from a sixth of the image's size. */
function spatialAttention(
  name: string,
  x: SymbolicTensor,
  { channels, attention }: { readonly channels: number; readonly attention: number },
): SymbolicTensor {
  const few = convolve(`${name}.conv1`, x, attention, { size: 1 });
  const half = convolve(`${name}.conv2`, few, attention, { strides: 2, padding: 'valid' });
  const pooled = layers
    .maxPooling2d({ name: `${name}.pooled`, poolSize: 7, strides: 3, padding: 'valid' })
    .apply(half) as SymbolicTensor;
  const relu = (last: string, given: SymbolicTensor): SymbolicTensor =>
    layers.reLU({ name: last }).apply(given) as SymbolicTensor;
  const inner = relu(`${name}.relu1`, convolve(`${name}.convMax`, pooled, attention));
  const deeper = relu(`${name}.relu2`, convolve(`${name}.conv3`, inner, attention));
  const small = convolve(`${name}.conv3b`, deeper, attention);
  const large = new BilinearLike({ name: `${name}.large` }).apply([small, x]) as SymbolicTensor;
  const direct = convolve(`${name}.convF`, few, attention, { size: 1 });
  const sum = layers.add({ name: `${name}.sum` }).apply([large, direct]) as SymbolicTensor;
  const many = convolve(`${name}.conv4`, sum, channels, { size: 1 });
  return layers.activation({ name: `${name}.weights`, activation: 'sigmoid' }).apply(many) as SymbolicTensor;
}

/** `rfdn` as a kind of network. */
export const rfdnKind: NetworkKind<RfdnOptions> = {
  title: 'RFDN',
  taps: 'Conv1, RFDB1 ..., Fusion, Body, Output',
  source: 'Liu et al. 2020',
  build: rfdn,
};
