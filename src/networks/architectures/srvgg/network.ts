import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import type { NetworkKind } from '../kind';

/** The size and the variant of an SRVGGNetCompact. */
export interface SrvggOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Convolutions between the first and the last; default 16. */
  readonly convolutions?: number;
  /** Upscaling factor, a whole number; default 4. */
  readonly scale?: number;
  /** `prelu`: with a slope of its own for each channel, which is learnt (default); a number: LeakyReLU's slope, 0 for a ReLU. */
  readonly activation?: 'prelu' | number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * Real-ESRGAN's SRVGGNetCompact (Wang et al. 2021; realesr-general, realesr-animevideo): N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3.
 * Conv1, Conv2, ... (convolution, activation), all at the size of the input; Output (convolution, pixel shuffle, then the
 * input added, enlarged by repeating pixels).
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
function srvgg(options: SrvggOptions = {}): LayersModel {
  const { channels = 64, convolutions = 16, scale = 4, activation = 'prelu', seed = 0 } = options;
  wholeNumbers('SRVGGNetCompact', { channels, convolutions, scale });
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const activate = (name: string, x: SymbolicTensor): SymbolicTensor =>
    activation === 'prelu'
      ? (layers.prelu({ name, sharedAxes: [1, 2] }).apply(x) as SymbolicTensor)
      : leaky(name, x, activation);
  let x = lr;
  for (let k = 1; k <= convolutions + 1; k++) {
    x = activate(`Conv${k}`, convolve(`Conv${k}.conv`, x, channels));
  }
  const wide = convolve('Output.conv', x, 3 * scale * scale);
  const residual = new PixelShuffle({ name: 'Output.shuffle', factor: scale }).apply(wide) as SymbolicTensor;
  const base = layers
    .upSampling2d({ name: 'Upsampled', size: [scale, scale], interpolation: 'nearest' })
    .apply(lr) as SymbolicTensor;
  const output = layers.add({ name: 'Output' }).apply([residual, base]) as SymbolicTensor;
  return initialise(model({ inputs: lr, outputs: output }), {
    seed,
    gain: (name) => (name.endsWith('/alpha') || name.startsWith('Output') ? 0.1 : 1),
  });
}

/** `srvgg` as a kind of network. */
export const srvggKind: NetworkKind<SrvggOptions> = {
  title: "Real-ESRGAN's compact network",
  taps: 'Conv1, Conv2 ..., Output',
  source: 'Wang et al. 2021, SRVGGNetCompact',
  build: srvgg,
};
