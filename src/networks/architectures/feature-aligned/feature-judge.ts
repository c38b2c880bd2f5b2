import { InputError } from '@ddr-lab/base/errors';
import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { lookAtDetail } from '../parts/look-at-detail';

/** The size of a judge on features. */
export interface FeatureJudgeOptions {
  /** Channels of the first convolution; each later one has twice as many. Default 64. */
  readonly width?: number;
  /** Convolutions, each of which halves the map; default 3. */
  readonly stages?: number;
  /**
   * Where given, the kernels of Conv1 begin with a mean of zero over their places and this many times as large: the verdict then looks at how features vary from its first iteration on, and learns
   * several times as fast. Without it they are drawn as all others.
   */
  readonly detail?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Of the LeakyReLUs. */
const slope = 0.2;

/**
 * Tells which domain features are of (USR-DA, Wang et al., ICCV 2021): N x H x W x `channels` to a map of verdicts, N x (H / 2^stages) x (W / 2^stages) x 1, sizes rounded up. Conv1 ..., 3 x 3 with steps of two and LeakyReLU 0.2,
 * and Output, 3 x 3. Nothing is normalised: batch normalisation hides what a batch has in common, which is its domain. It is trained beside the network and not kept.
 *
 * @throws InputError for sizes that are not positive whole numbers, a `detail` that is no positive number.
 */
export function featureJudge(channels: number, options: FeatureJudgeOptions = {}): LayersModel {
  const { width = 64, stages = 3, detail, seed = 0 } = options;
  wholeNumbers('The judge on features', { channels, width, stages });
  if (detail !== undefined && !(detail > 0 && Number.isFinite(detail))) {
    throw new InputError(`The judge on features: detail is a positive number, not ${String(detail)}.`);
  }
  const features = input({ name: 'Input', shape: [null, null, channels] });
  let x = features;
  for (let k = 1; k <= stages; k++) {
    const name = `Conv${k}`;
    x = leaky(name, convolve(`${name}.conv`, x, width * 2 ** (k - 1), { strides: 2 }), slope);
  }
  const network = initialise(model({ inputs: features, outputs: convolve('Output', x, 1) }), {
    seed,
    gain: (name) => (name.startsWith('Output') ? 1 / Math.sqrt(6) : 1 / Math.sqrt(1 + slope ** 2)),
  });
  if (detail !== undefined) lookAtDetail(network, detail);
  return network;
}
