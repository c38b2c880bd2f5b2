import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '../errors';
import { BilinearUpsampling } from './layers/bilinear-upsampling';
import { PixelShuffle } from './layers/pixel-shuffle';
import { initialise } from './initialise';

/** The size of an SRResNet. */
export interface SrresnetOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 16. */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3 or 4; default 4. */
  readonly scale?: 2 | 3 | 4;
  /** `true` (wGR, default) adds the bilinearly upsampled input to the output; `false` is woGR. */
  readonly globalResidual?: boolean;
  /**
   * Gain of the initial kernels outside the residual blocks, whose own is 0.1; default 0.1, as BasicSR has it.
   * With 0.1 all over, the network without global residual starts so near zero that it spends its first
   * thousand iterations in shades of grey: the compact recipe of that network takes 1.
   */
  readonly outerGain?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * SRResNet without batch normalisation (BasicSR's MSRResNet; Ledig et al. 2017, Wang et al. 2018), N x H x W x 3
 * in [0, 1] to N x (s H) x (s W) x 3. Its layers have the paper's names: Conv1, RB1 ... RB16, UP1, UP2 (scale 4
 * alone), HRConv, Output; each is the output after its activation or addition.
 *
 * @throws InputError for a scale other than 2, 3, 4 and sizes that are not positive whole numbers.
 */
export function srresnet(options: SrresnetOptions = {}): LayersModel {
  const { channels = 64, blocks = 16, scale = 4, globalResidual = true, outerGain = 0.1, seed = 0 } = options;
  if (![2, 3, 4].includes(scale)) throw new InputError(`SRResNet upscales by 2, 3 or 4, not by ${scale}.`);
  for (const [what, value] of Object.entries({ channels, blocks })) {
    if (!Number.isInteger(value) || value < 1)
      throw new InputError(`SRResNet: ${what} must be 1 or more, not ${value}.`);
  }
  const conv = (name: string, x: SymbolicTensor, filters = channels): SymbolicTensor =>
    layers.conv2d({ name, filters, kernelSize: 3, padding: 'same' }).apply(x) as SymbolicTensor;
  const leaky = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.leakyReLU({ name, alpha: 0.1 }).apply(x) as SymbolicTensor;

  const lr = input({ name: 'Input', shape: [null, null, 3] });
  let x = leaky('Conv1', conv('Conv1.conv', lr));
  for (let k = 1; k <= blocks; k++) {
    const activated = layers.reLU({ name: `RB${k}.relu` }).apply(conv(`RB${k}.conv1`, x)) as SymbolicTensor;
    x = layers.add({ name: `RB${k}` }).apply([x, conv(`RB${k}.conv2`, activated)]) as SymbolicTensor;
  }
  for (const [index, factor] of (scale === 4 ? [2, 2] : [scale]).entries()) {
    const name = `UP${index + 1}`;
    const wide = conv(`${name}.conv`, x, channels * factor * factor);
    x = leaky(name, new PixelShuffle({ name: `${name}.shuffle`, factor }).apply(wide) as SymbolicTensor);
  }
  x = leaky('HRConv', conv('HRConv.conv', x));
  const residual = conv(globalResidual ? 'Output.conv' : 'Output', x, 3);
  const upsampled = (): SymbolicTensor =>
    new BilinearUpsampling({ name: 'Upsampled', scale }).apply(lr) as SymbolicTensor;
  const output = globalResidual
    ? (layers.add({ name: 'Output' }).apply([residual, upsampled()]) as SymbolicTensor)
    : residual;
  return initialise(model({ inputs: lr, outputs: output }), {
    seed,
    gain: (name) => (name.startsWith('RB') ? 0.1 : outerGain),
  });
}
