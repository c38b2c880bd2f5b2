import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { checkScale, upsamplingFactors, type UpScale } from '../parts/super-resolution-tail';
import type { NetworkKind } from '../kind';

/** The size of an EDSR. */
export interface EdsrOptions {
  /** Feature channels; default 64 (the baseline). */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 16 (the baseline). */
  readonly blocks?: number;
  /** Upscaling factor, 2, 3, 4 or 8; default 4. */
  readonly scale?: UpScale;
  /** What a block's residual is multiplied by before it is added; default 1 (the large EDSR has 0.1). */
  readonly residualScaling?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * EDSR (Lim et al. 2017): N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3. Input (`Shifted`: brought to the range that
 * the network was trained in, less its data's mean, by a 1 x 1 convolution); Conv1; RB1, RB2, ... (conv-ReLU-conv); Body (a
 * convolution, then Conv1 added); UP1, UP2 (pixel shuffle, no activation); Output (`Output.conv`, then back to [0, 1]).
 * There is no global residual between images.
 *
 * @throws InputError for a scale other than 2, 3, 4, 8 and sizes that are not positive whole numbers.
 */
function edsr(options: EdsrOptions = {}): LayersModel {
  const { channels = 64, blocks = 16, scale = 4, residualScaling = 1, seed = 0 } = options;
  checkScale('EDSR', scale);
  wholeNumbers('EDSR', { channels, blocks });
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const first = convolve('Conv1', convolve('Input.shift', lr, 3, { size: 1 }), channels);
  let x = first;
  for (let k = 1; k <= blocks; k++) {
    const inner = layers.reLU({ name: `RB${k}.relu` }).apply(convolve(`RB${k}.conv1`, x, channels));
    let residual = convolve(`RB${k}.conv2`, inner as SymbolicTensor, channels);
    if (residualScaling !== 1) {
      const scaled = layers.rescaling({ name: `RB${k}.scaled`, scale: residualScaling });
      residual = scaled.apply(residual) as SymbolicTensor;
    }
    x = layers.add({ name: `RB${k}` }).apply([x, residual]) as SymbolicTensor;
  }
  x = layers.add({ name: 'Body' }).apply([convolve('Body.conv', x, channels), first]) as SymbolicTensor;
  for (const [index, factor] of upsamplingFactors(scale).entries()) {
    const name = `UP${index + 1}`;
    const wide = convolve(`${name}.conv`, x, channels * factor * factor);
    x = new PixelShuffle({ name, factor }).apply(wide) as SymbolicTensor;
  }
  const output = convolve('Output', convolve('Output.conv', x, 3), 3, { size: 1 });
  return initialise(model({ inputs: lr, outputs: output }), { seed });
}

/** `edsr` as a kind of network. */
export const edsrKind: NetworkKind<EdsrOptions> = {
  title: 'EDSR',
  taps: 'Conv1, RB1 ..., Body, UP1 ..., Output',
  source: 'Lim et al. 2017',
  build: edsr,
};
