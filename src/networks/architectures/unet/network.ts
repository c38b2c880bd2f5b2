import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { CropLike } from '@ddr-lab/engine/layers/crop-like';
import { PixelShuffle } from '@ddr-lab/engine/layers/pixel-shuffle';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import type { NetworkKind } from '../kind';

/** The size of a U-Net. */
export interface UnetOptions {
  /** Feature channels at the size of the input; default 64, as published. */
  readonly channels?: number;
  /** Sizes of features, each half of the one before: 1 has the input's alone; default 3. As published there are 5, in DRUNet 4. */
  readonly levels?: number;
  /** Residual blocks at each size, on the way down and again on the way up; default 2. */
  readonly blocks?: number;
  /** How many times as many channels the next smaller size has; default 2, as published. 1 keeps them, for a compact network. */
  readonly widening?: number;
  /** `true` (default) adds the input to the output, so that the network begins near the identity. */
  readonly globalResidual?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * A U-Net that restores at the size of its input (Ronneberger et al. 2015), N x H x W x 3 in [0, 1] to the same, of any H and W. As in DRUNet
 * (Zhang et al. 2022) the steps are residual blocks, sizes are halved by convolutions of 2 x 2, and zeros stand around images, so that nothing
 * is cropped. As in U-Net the features of the way down are joined to those of the way up, which here is by pixel shuffle. An odd side is filled up by a row or column of
 * zeros on the way down, which is cut off on the way up: whatever an image's size, its pixels meet the same steps of the grid.
 *
 * Conv1; Enc1RB1 ..., Down1, Enc2RB1 ..., Down2 ... at ever smaller sizes; MidRB1 ... at the smallest; Up2, Dec2RB1 ..., Up1, Dec1RB1 ... back;
 * Output. Activations are ReLUs.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
export function unet(options: UnetOptions = {}): LayersModel {
  const { channels = 64, levels = 3, blocks = 2, widening = 2, globalResidual = true, seed = 0 } = options;
  wholeNumbers('U-Net', { channels, levels, blocks, widening });
  const widthOf = (level: number): number => channels * widening ** (level - 1);
  const relu = (name: string, x: SymbolicTensor): SymbolicTensor =>
    layers.reLU({ name }).apply(x) as SymbolicTensor;
  const body = (prefix: string, x: SymbolicTensor): SymbolicTensor => {
    let y = x;
    for (let k = 1; k <= blocks; k++) y = residualBlock(`${prefix}RB${k}`, y);
    return y;
  };

  const image = input({ name: 'Input', shape: [null, null, 3] });
  let x = relu('Conv1', convolve('Conv1.conv', image, channels));
  const seen: SymbolicTensor[] = [];
  for (let level = 1; level < levels; level++) {
    x = body(`Enc${level}`, x);
    seen.push(x);
    // A window of 2 x 2 begins at the first pixel of odd and even sides alike, which one of 3 x 3 does not.
    const half = convolve(`Down${level}.conv`, x, widthOf(level + 1), { size: 2, strides: 2 });
    x = relu(`Down${level}`, half);
  }
  x = body('Mid', x);
  for (let level = levels - 1; level >= 1; level--) {
    const [name, width] = [`Up${level}`, widthOf(level)];
    const wide = convolve(`${name}.wide`, x, 4 * width, { size: 1 });
    const large = new PixelShuffle({ name: `${name}.shuffle`, factor: 2 }).apply(wide);
    const skip = seen[level - 1];
    const fitting = new CropLike({ name: `${name}.cropped`, scale: 1 }).apply([
      large as SymbolicTensor,
      skip,
    ]);
    const joined = layers
      .concatenate({ name: `${name}.joined` })
      .apply([fitting as SymbolicTensor, skip]) as SymbolicTensor;
    x = body(`Dec${level}`, relu(name, convolve(`${name}.conv`, joined, width)));
  }
  const restored = convolve(globalResidual ? 'Output.conv' : 'Output', x, 3);
  const output = globalResidual
    ? (layers.add({ name: 'Output' }).apply([restored, image]) as SymbolicTensor)
    : restored;
  return initialise(model({ inputs: image, outputs: output }), {
    seed,
    // What is added to something begins small.
    gain: (name) => (/RB\d+\.conv2|^Output\.conv/.test(name) ? 0.1 : 1),
  });
}

/** `unet` as a kind of network. */
export const unetKind: NetworkKind<UnetOptions> = {
  title: 'a U-Net that restores at the size of its input',
  taps: 'Conv1, Enc1RB1 ..., Down1 ..., MidRB1 ..., Up1, Dec1RB1 ..., Output',
  source: 'Ronneberger et al. 2015, with the steps of DRUNet (Zhang et al. 2022)',
  size: 'same',
  build: unet,
};
