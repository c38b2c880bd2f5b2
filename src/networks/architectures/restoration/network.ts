import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import type { NetworkKind } from '../kind';

/** The size of a restoration network. */
export interface RestorationOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 6, as published. */
  readonly blocks?: number;
  /**
   * `true` adds the input to the output, so that the network begins near the identity and is trained in less
   * time; default `false`, as published.
   */
  readonly globalResidual?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Of the LeakyReLUs. */
const slope = 0.2;

/**
 * A generator of CinCGAN's inner cycle (Yuan et al. 2018, G1 and G2): N x H x W x 3 in [0, 1] to the same size,
 * from degraded to clean LR images or back. A 7 x 7 convolution and two of 3 x 3 (Conv1, Conv2, Conv3), residual
 * blocks (RB1 ... RB6), two convolutions of 3 x 3 (Conv4, Conv5) and one of 7 x 7 to 3 channels (Output), all of
 * stride 1 as published, with LeakyReLU 0.2. Other than in public implementations the blocks have no batch
 * normalisation, which loses an image's own range, and no activation behind their second convolution.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
export function restoration(options: RestorationOptions = {}): LayersModel {
  const { channels = 64, blocks = 6, globalResidual = false, seed = 0 } = options;
  wholeNumbers('The restoration network', { channels, blocks });
  const conv = (name: string, x: SymbolicTensor): SymbolicTensor =>
    leaky(name, convolve(`${name}.conv`, x, channels), slope);

  const image = input({ name: 'Input', shape: [null, null, 3] });
  let x = leaky('Conv1', convolve('Conv1.conv', image, channels, { size: 7 }), slope);
  for (const name of ['Conv2', 'Conv3']) x = conv(name, x);
  for (let k = 1; k <= blocks; k++) {
    const inner = leaky(`RB${k}.leaky`, convolve(`RB${k}.conv1`, x, channels), slope);
    const residual = convolve(`RB${k}.conv2`, inner, channels);
    x = layers.add({ name: `RB${k}` }).apply([x, residual]) as SymbolicTensor;
  }
  for (const name of ['Conv4', 'Conv5']) x = conv(name, x);
  const restored = convolve(globalResidual ? 'Output.conv' : 'Output', x, 3, { size: 7 });
  const output = globalResidual
    ? (layers.add({ name: 'Output' }).apply([restored, image]) as SymbolicTensor)
    : restored;
  return initialise(model({ inputs: image, outputs: output }), {
    seed,
    // What is added to something begins small.
    gain: (name) => (name.startsWith('RB') || name.startsWith('Output.') ? 0.1 : 1),
  });
}

/** `restoration` as a kind of network. */
export const restorationKind: NetworkKind<RestorationOptions> = {
  title: "the generator of CinCGAN's inner cycle, from LR images to LR images",
  taps: 'Conv1 ... Conv3, RB1 ... RB6, Conv4, Conv5, Output',
  source: 'Yuan et al. 2018',
  size: 'same',
  build: restoration,
};
