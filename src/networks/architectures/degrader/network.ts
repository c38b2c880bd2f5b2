import { InputError } from '@ddr-lab/base/errors';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import { residualBlock } from '../parts/residual-block';
import type { NetworkKind } from '../kind';
import { NOISE_PLANES, noisePlanes } from './planes';

/** The size of a network that degrades. */
export interface DegraderOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Residual blocks RB1, RB2, ...; default 8, as published. */
  readonly blocks?: number;
  /** `lr` (default): LR images to LR images (DSGAN). `hr`: HR images to LR images of a quarter of the size, by two convolutions of stride 2 before the blocks (DASR's DSN, MSSR). */
  readonly input?: 'lr' | 'hr';
  /**
   * `false` (default, as published): an image by a sigmoid, of an image alone. `true`: the input (the means of 4 x 4 pixels of an HR image) is added to the output, and three planes of
   * noise come with the image, from which noise is made; so it begins near the identity, and has a chance of its own.
   */
  readonly noise?: boolean;
  /** What the noise is multiplied by at first; default 0.01. */
  readonly noiseGain?: number;
  /** A plane of noise before each block, the same for all its channels, times a gain of each channel that is learnt from 0 on (MSSR, Lee et al. 2022). Default `false`. */
  readonly injection?: boolean;
  /** The input is added to the output, with or without noise; default: as `noise`. */
  readonly skip?: boolean;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** The deviation of the noise that is injected before a block. */
const INJECTED = 0.1;

/**
 * A generator of degraded LR images, of LR images (DSGAN, Fritsche et al. 2019) or of HR images (DASR's, Wei et al. 2021; MSSR's, Lee et al. 2022): N x H x W x 3 in [0, 1], or more planes
 * with noise (standard normal; `givenTo`), to N x H x W x 3, or N x H/4 x W/4 x 3. Conv1, residual blocks RB1 ... RB8, Output. LeakyReLU of slope 0.25 stands for PReLU, whose slopes begin there. Of HR
 * images the strided convolutions come before the blocks, which cost a sixteenth there.
 *
 * @throws InputError for sizes that are not positive whole numbers, and for another input.
 */
function degrader(options: DegraderOptions = {}): LayersModel {
  const {
    channels = 64,
    blocks = 8,
    input: from = 'lr',
    noise = false,
    noiseGain = 0.01,
    seed = 0,
  } = options;
  const { injection = false, skip = noise } = options;
  wholeNumbers('The degrader', { channels, blocks });
  if (from !== 'lr' && from !== 'hr') {
    throw new InputError(`The degrader's input is lr or hr, not ${String(from)}.`);
  }
  const planes = noisePlanes(options);
  const given = input({ name: 'Input', shape: [null, null, 3 + planes] });
  // What comes of the colours and the noise at the size of the result; fixed.
  const low = from === 'lr' ? given : halved('Quarter', halved('Half', given, 3 + planes), 3 + planes);
  // The planes that are injected are for their blocks alone.
  const own = noise ? 3 + NOISE_PLANES : 3;
  const seen = injection ? convolve('Seen', given, own, { size: 1, trainable: false }) : given;
  let x = leaky('Conv1', convolve('Conv1.conv', seen, channels), 0.25);
  if (from === 'hr') {
    for (const name of ['Down1', 'Down2']) {
      x = leaky(name, convolve(`${name}.conv`, x, channels, { strides: 2 }), 0.25);
    }
  }
  for (let k = 1; k <= blocks; k++) {
    if (injection) x = injected(k, low, x, channels);
    x = residualBlock(`RB${k}`, x);
  }
  const made = convolve('Output.conv', x, 3);
  const gain = (name: string): number => {
    if (name.startsWith('Noise')) return 0;
    return /^RB\d+\.noise/.test(name)
      ? 0
      : name.startsWith('RB') || (skip && name.startsWith('Output'))
        ? 0.1
        : 1;
  };
  if (!skip) {
    const output = layers.activation({ name: 'Output', activation: 'sigmoid' }).apply(made) as SymbolicTensor;
    return filled(initialise(model({ inputs: given, outputs: output }), { seed, gain }), options);
  }
  const image = convolve('Image', low, 3, { size: 1, trainable: false });
  const grain = noise ? [convolve('Noise.conv', low, 3, { size: 1 })] : [];
  const output = layers.add({ name: 'Output' }).apply([image, made, ...grain]) as SymbolicTensor;
  return filled(initialise(model({ inputs: given, outputs: output }), { seed, gain }), {
    ...options,
    noiseGain,
  });
}

/** The means of 2 x 2 pixels of the colours, and the first of 2 x 2 of the noise. */
function halved(name: string, x: SymbolicTensor, planes: number): SymbolicTensor {
  return convolve(name, x, planes, { size: 2, strides: 2, trainable: false });
}

/** Features with one plane of noise of their own, times a gain for each channel. */
function injected(k: number, low: SymbolicTensor, x: SymbolicTensor, channels: number): SymbolicTensor {
  const map = convolve(`RB${k}.map`, low, 1, { size: 1, trainable: false });
  const noise = convolve(`RB${k}.noise`, map, channels, { size: 1 });
  return layers.add({ name: `RB${k}.injected` }).apply([x, noise]) as SymbolicTensor;
}

/** Gives the layers that only choose and average their weights, and the noise that is added its first gain. */
function filled(network: LayersModel, options: DegraderOptions): LayersModel {
  if (areWeightsGiven()) return network;
  const { input: from = 'lr', noise = false, injection = false, skip = noise, noiseGain = 0.01 } = options;
  const planes = 3 + noisePlanes(options);
  const set = (
    name: string,
    side: number,
    to: number,
    weight: (place: number, a: number, b: number) => number,
  ): void => {
    const kernel = new Float32Array(side * side * planes * to);
    for (let i = 0; i < kernel.length; i++) {
      const [place, a, b] = [Math.floor(i / (planes * to)), Math.floor(i / to) % planes, i % to];
      kernel[i] = weight(place, a, b);
    }
    tf.tidy(() =>
      network.getLayer(name).setWeights([tf.tensor(kernel, [side, side, planes, to]), tf.zeros([to])]),
    );
  };
  if (from === 'hr') {
    for (const name of ['Half', 'Quarter']) {
      set(name, 2, planes, (place, a, b) => (a !== b ? 0 : a < 3 ? 0.25 : Number(place === 0)));
    }
  }
  if (skip) set('Image', 1, 3, (_, a, b) => Number(a === b));
  if (noise) set('Noise.conv', 1, 3, (_, a, b) => (a === b + 3 ? noiseGain : 0));
  if (injection) {
    const { blocks = 8 } = options;
    const first = noise ? 3 + NOISE_PLANES : 3;
    set('Seen', 1, first, (_, a, b) => Number(a === b));
    for (let k = 0; k < blocks; k++) set(`RB${k + 1}.map`, 1, 1, (_, a) => (a === first + k ? INJECTED : 0));
  }
  return network;
}

/** `degrader` as a kind of network. */
export const degraderKind: NetworkKind<DegraderOptions> = {
  title: 'a generator of degraded LR images, of LR or of HR images',
  taps: 'Conv1, RB1 ... RB8, Output',
  source: 'Fritsche et al. 2019; Wei et al. 2021; Lee et al. 2022',
  size: 'same',
  build: degrader,
};
