import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { checkScale, upsamplingFactors, type UpScale } from '../parts/super-resolution-tail';
import type { NetworkKind } from '../kind';

/** The size and the variant of an SRGAN generator. */
export interface SrganGeneratorOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 16. */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  /** Side of the first and the last kernel; default 9. */
  readonly outerKernel?: number;
  /** What follows the convolution after the blocks: batch normalisation (`norm`, as published; default), a PReLU, or nothing. */
  readonly bodyEnd?: 'norm' | 'prelu' | 'none';
  /** `tanh`: (tanh + 1) / 2 (default); `linear`: as it comes. */
  readonly output?: 'tanh' | 'linear';
  /** One slope a PReLU (`one`, PyTorch's default; default) or one a channel. */
  readonly slopes?: 'one' | 'channel';
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * SRGAN's generator as it was published (Ledig et al. 2017, Fig. 4), which is SRResNet with batch normalisation: N x H x W x 3
 * in [0, 1] to N x (s H) x (s W) x 3. A 9 x 9 convolution and PReLU (Conv1); residual blocks conv-norm-PReLU-conv-norm
 * (RB1, RB2, ...); a convolution, after which Conv1 is added (Body, the long skip between features); pixel shuffles with PReLU (UP1, UP2);
 * a 9 x 9 convolution (Output). There is no global residual between images.
 *
 * Variants are those of the implementations on PyTorch that are about.
 *
 * @throws InputError for a scale other than 2, 3, 4, 8 and sizes that are not positive whole numbers.
 */
function srganGenerator(options: SrganGeneratorOptions = {}): LayersModel {
  const { channels = 64, blocks = 16, scale = 4, outerKernel = 9, bodyEnd = 'norm', seed = 0 } = options;
  const { output = 'tanh', slopes = 'one' } = options;
  checkScale('SRGAN generator', scale);
  wholeNumbers('SRGAN generator', { channels, blocks, outerKernel });
  const prelu = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.prelu({ name, sharedAxes: slopes === 'one' ? [1, 2, 3] : [1, 2] }).apply(x) as SymbolicTensor;
  const norm = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.batchNormalization({ name, epsilon: 1e-5, momentum: 0.9 }).apply(x) as SymbolicTensor;
  const add = (name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor =>
    layers.add({ name }).apply([a, b]) as SymbolicTensor;

  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const first = prelu('Conv1', convolve('Conv1.conv', lr, channels, { size: outerKernel }));
  let x = first;
  for (let k = 1; k <= blocks; k++) {
    const inner = prelu(`RB${k}.prelu`, norm(`RB${k}.norm1`, convolve(`RB${k}.conv1`, x, channels)));
    x = add(`RB${k}`, x, norm(`RB${k}.norm2`, convolve(`RB${k}.conv2`, inner, channels)));
  }
  x = convolve('Body.conv', x, channels);
  if (bodyEnd === 'norm') x = norm('Body.norm', x);
  if (bodyEnd === 'prelu') x = prelu('Body.prelu', x);
  x = add('Body', x, first);
  for (const [index, factor] of upsamplingFactors(scale).entries()) {
    const name = `UP${index + 1}`;
    const wide = convolve(`${name}.conv`, x, channels * factor * factor);
    x = prelu(name, new PixelShuffle({ name: `${name}.shuffle`, factor }).apply(wide) as SymbolicTensor);
  }
  const linear = output === 'linear';
  x = convolve(linear ? 'Output' : 'Output.conv', x, 3, { size: outerKernel });
  if (!linear) {
    const bounded = layers.activation({ name: 'Output.tanh', activation: 'tanh' }).apply(x) as SymbolicTensor;
    x = layers.rescaling({ name: 'Output', scale: 0.5, offset: 0.5 }).apply(bounded) as SymbolicTensor;
  }
  return initialise(model({ inputs: lr, outputs: x }), { seed });
}

/** `srgan-generator` as a kind of network. */
export const srganGeneratorKind: NetworkKind<SrganGeneratorOptions> = {
  title: "SRGAN's generator as published, with batch normalisation and PReLU",
  taps: 'Conv1, RB1 ..., Body, UP1, UP2, Output',
  source: 'Ledig et al. 2017, Fig. 4',
  build: srganGenerator,
};
