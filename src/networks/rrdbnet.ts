import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, leaky } from './convolve';
import { initialise } from './initialise';
import { residualInResidualDense, rrdbSlope } from './residual-dense';
import { wholeNumbers } from './whole-numbers';

/** The size of an RRDBNet. */
export interface RrdbnetOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Channels that each convolution within a dense block adds; default 32. */
  readonly growth?: number;
  /** Residual-in-residual dense blocks RRDB1, RRDB2, ...; default 23. */
  readonly blocks?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * ESRGAN's generator (Wang et al. 2018; BasicSR's RRDBNet), upscaling by 4: N x H x W x 3 in [0, 1] to N x 4H x 4W x 3.
 * Conv1; RRDB1, RRDB2, ...; Body (convolution, then Conv1 added); UP1 and UP2 (nearest upsampling, convolution,
 * LeakyReLU 0.2); HRConv; Output. No global residual between images.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
export function rrdbnet(options: RrdbnetOptions = {}): LayersModel {
  const { channels = 64, growth = 32, blocks = 23, seed = 0 } = options;
  wholeNumbers('RRDBNet', { channels, growth, blocks });
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const first = convolve('Conv1', lr, channels);
  let x = first;
  for (let k = 1; k <= blocks; k++) x = residualInResidualDense(`RRDB${k}`, x, { channels, growth });
  x = layers.add({ name: 'Body' }).apply([first, convolve('Body.conv', x, channels)]) as SymbolicTensor;
  for (const name of ['UP1', 'UP2']) {
    const wide = layers
      .upSampling2d({ name: `${name}.nearest`, size: [2, 2], interpolation: 'nearest' })
      .apply(x) as SymbolicTensor;
    x = leaky(name, convolve(`${name}.conv`, wide, channels), rrdbSlope);
  }
  x = leaky('HRConv', convolve('HRConv.conv', x, channels), rrdbSlope);
  return initialise(model({ inputs: lr, outputs: convolve('Output', x, 3) }), { seed, gain: () => 0.1 });
}
