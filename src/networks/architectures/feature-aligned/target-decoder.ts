import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
import { type Trunk, trunkLayers } from './trunk';

/** The size of a decoder of the target domain. */
export interface TargetDecoderOptions {
  /** Default `dense`, as published. */
  readonly trunk?: Trunk;
  /** Blocks; default 10, as published. */
  readonly blocks?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * USR-DA's decoder of the target domain (Wang et al., ICCV 2021): features, N x H x W x `channels`, to an LR image that looks like those of the target, N x H x W x 3. Blocks as those of the network's trunk
 * (RB1 ... or RRDB1 ..., Body), Output. It is trained beside the network and not kept.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
export function targetDecoder(channels: number, options: TargetDecoderOptions = {}): LayersModel {
  const { trunk = 'dense', blocks = 10, seed = 0 } = options;
  wholeNumbers('The decoder of the target domain', { channels, blocks });
  const features = input({ name: 'Input', shape: [null, null, channels] });
  const made = convolve('Output', trunkLayers(features, { trunk, blocks, first: 1 }), 3);
  return initialise(model({ inputs: features, outputs: made }), {
    seed,
    gain: (name) => (name.startsWith('Output') ? 1 : 0.1),
  });
}
