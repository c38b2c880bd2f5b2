import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import { checkScale, superResolutionTail, type UpScale } from '../parts/super-resolution-tail';
import type { NetworkKind } from '../kind';

/** The size of an SRResNet. */
export interface SrresnetOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 16. */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3, 4 or 8, or 1 for a network that restores at the size of its input; default 4. */
  readonly scale?: UpScale | 1;
  /** `true` (wGR, default) adds the bilinearly upsampled input to the output; `false` is woGR. */
  readonly globalResidual?: boolean;
  /** Slope of the LeakyReLUs; default 0.1, as published. */
  readonly slope?: number;
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
 * alone; UP3, too, of 8; none of 1), HRConv, Output; each is the output after its activation or addition.
 *
 * @throws InputError for a scale other than 1, 2, 3, 4, 8 and sizes that are not positive whole numbers.
 */
export function srresnet(options: SrresnetOptions = {}): LayersModel {
  const { channels = 64, blocks = 16, scale = 4, globalResidual = true, slope = 0.1 } = options;
  const { outerGain = 0.1, seed = 0 } = options;
  if (scale !== 1) checkScale('SRResNet', scale);
  wholeNumbers('SRResNet', { channels, blocks });
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  let x = leaky('Conv1', convolve('Conv1.conv', lr, channels), slope);
  for (let k = 1; k <= blocks; k++) x = residualBlock(`RB${k}`, x);
  const output = superResolutionTail(x, lr, { channels, scale, globalResidual, slope });
  return initialise(model({ inputs: lr, outputs: output }), {
    seed,
    gain: (name) => (name.startsWith('RB') ? 0.1 : outerGain),
  });
}

/** `srresnet` as a kind of network. */
export const srresnetKind: NetworkKind<SrresnetOptions> = {
  title: "SRResNet without batch normalisation, SRGAN's generator here",
  taps: 'Conv1, RB1 ... RB16, UP1 ..., HRConv, Output',
  source: "Ledig et al. 2017; BasicSR's MSRResNet (Wang et al. 2018)",
  build: srresnet,
};
