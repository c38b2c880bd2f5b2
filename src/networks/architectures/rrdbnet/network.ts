import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { CropLike } from '@ddr-lab/engine/layers/crop-like';
import { PixelUnshuffle } from '@ddr-lab/engine/layers/pixel-unshuffle';
import { residualInResidualDense, rrdbScaling, rrdbSlope } from '../parts/residual-dense';
import { upsamplingFactors, type UpScale } from '../parts/super-resolution-tail';
import type { NetworkKind } from '../kind';

/** The size of an RRDBNet. */
export interface RrdbnetOptions {
  /** Feature channels; default 64. */
  readonly channels?: number;
  /** Channels that each convolution within a dense block adds; default 32. */
  readonly growth?: number;
  /** Residual-in-residual dense blocks RRDB1, RRDB2, ...; default 23. */
  readonly blocks?: number;
  /** Upscaling factor, 1, 2, 3, 4 or 8; default 4. */
  readonly scale?: 1 | UpScale;
  /**
   * The input's pixels are first put into channels, by blocks of this many squared, so that the body works on a smaller image and the
   * tail enlarges by as much more: 2 in RealESRGAN_x2plus, 4 for scale 1, in BasicSR; default 1.
   */
  readonly unshuffle?: 1 | 2 | 4;
  /** Slope of the LeakyReLUs; default 0.2. */
  readonly slope?: number;
  /** What the residuals of blocks and of dense blocks are multiplied by; default 0.2. */
  readonly residualScaling?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * ESRGAN's generator (Wang et al. 2018; BasicSR's RRDBNet): N x H x W x 3 in [0, 1] to N x (s H) x (s W) x 3.
 * Conv1; RRDB1, RRDB2, ...; Body (convolution, then Conv1 added); UP1, UP2, ... (nearest upsampling, convolution,
 * LeakyReLU 0.2); HRConv; Output. No global residual between images. With `unshuffle` features are at the size H/u x W/u; images of other
 * sizes are mirrored at the lower and the right border and cut again.
 *
 * @throws InputError for a scale or factor that there is not and sizes that are not positive whole numbers.
 */
export function rrdbnet(options: RrdbnetOptions = {}): LayersModel {
  const { channels = 64, growth = 32, blocks = 23, scale = 4, unshuffle = 1, seed = 0 } = options;
  const { slope = rrdbSlope, residualScaling = rrdbScaling } = options;
  wholeNumbers('RRDBNet', { channels, growth, blocks });
  if (![1, 2, 3, 4, 8].includes(scale) || ![1, 2, 4].includes(unshuffle)) {
    throw new InputError(
      `RRDBNet upscales by 1, 2, 3, 4 or 8 and unshuffles pixels by 1, 2 or 4, not by ${String(scale)} and ${String(unshuffle)}.`,
    );
  }
  const lr = input({ name: 'Input', shape: [null, null, 3] });
  const given =
    unshuffle === 1
      ? lr
      : (new PixelUnshuffle({ name: 'Input.unshuffled', factor: unshuffle }).apply(lr) as SymbolicTensor);
  const first = convolve('Conv1', given, channels);
  let x = first;
  for (let k = 1; k <= blocks; k++) {
    x = residualInResidualDense(`RRDB${k}`, x, { channels, growth, slope, residualScaling });
  }
  x = layers.add({ name: 'Body' }).apply([first, convolve('Body.conv', x, channels)]) as SymbolicTensor;
  for (const [index, factor] of enlargements(scale, unshuffle).entries()) {
    const name = `UP${index + 1}`;
    const wide = layers
      .upSampling2d({ name: `${name}.nearest`, size: [factor, factor], interpolation: 'nearest' })
      .apply(x) as SymbolicTensor;
    x = leaky(name, convolve(`${name}.conv`, wide, channels), slope);
  }
  x = leaky('HRConv', convolve('HRConv.conv', x, channels), slope);
  let output: SymbolicTensor;
  if (unshuffle === 1) output = convolve('Output', x, 3);
  else {
    const whole = convolve('Output.conv', x, 3);
    output = new CropLike({ name: 'Output', scale }).apply([whole, lr]) as SymbolicTensor;
  }
  return initialise(model({ inputs: lr, outputs: output }), { seed, gain: () => 0.1 });
}

/** What the tail enlarges by, step by step. */
function enlargements(scale: number, unshuffle: number): number[] {
  return scale === 3
    ? [...upsamplingFactors(3), ...upsamplingFactors(unshuffle)]
    : upsamplingFactors(scale * unshuffle);
}

/** `rrdbnet` as a kind of network. */
export const rrdbnetKind: NetworkKind<RrdbnetOptions> = {
  title: "ESRGAN's generator",
  taps: 'Conv1, RRDB1 ..., Body, UP1 ..., HRConv, Output',
  source: "Wang et al. 2018; BasicSR's RRDBNet",
  build: rrdbnet,
};
