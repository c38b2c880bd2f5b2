import { InputError } from '@ddr-lab/base/errors';
import * as tf from '@tensorflow/tfjs-core';
import { input, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import type { NetworkKind } from '../kind';

/** What a judge looks at: the image less its mean over 5 x 5 pixels, or less a Gaussian mean over 9 x 9 (deviation 1.5), or the three detail bands of Haar's wavelet; or the image, twice, and the first of these eight times, so that it sees both. */
export type Bands = 'mean5' | 'gauss9' | 'haar' | 'image';

/** The size of a judge on high frequencies. */
export interface FrequencyJudgeOptions {
  /** Default `haar`. */
  readonly bands?: Bands;
  /** Channels of the first convolution; the next have 2 and 4 times as many. Default 64. */
  readonly width?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Rows and columns of the fixed filters. */
const sides: Readonly<Record<Bands, number>> = { haar: 2, mean5: 5, gauss9: 9, image: 5 };

/** Channels of the fixed filters: as many as compiled graphs take in one block; those that no band needs are 0. */
const PLANES = 16;

/**
 * A judge that sees high frequencies alone (DSGAN, Fritsche et al. 2019; bands by Haar: Wei et al. 2021): N x H x W x 3 to a map of verdicts, one logit a place, positive for a true
 * image: Bands (fixed), Conv1, Conv2, Conv3 of 5 x 5 with LeakyReLU 0.2, Output of 1 x 1. No convolution is normalised: batch normalisation
 * hides a batch's own contrast. A map has H / 2 (haar) or H rows. Beyond the border lie zeros, for true and made images alike.
 *
 * @throws InputError for other bands, and a width that is no positive whole number.
 */
function frequencyJudge(options: FrequencyJudgeOptions = {}): LayersModel {
  const { bands = 'haar', width = 64, seed = 0 } = options;
  if (!Object.hasOwn(sides, bands)) {
    throw new InputError(`The judge looks at ${Object.keys(sides).join(', ')}, not at ${String(bands)}.`);
  }
  wholeNumbers('The judge', { width });
  const image = input({ name: 'Input', shape: [null, null, 3] });
  let x =
    bands === 'haar'
      ? convolve('Bands', image, PLANES, { size: 2, strides: 2, trainable: false })
      : convolve('Bands', image, PLANES, { size: sides[bands], trainable: false });
  for (const [k, times] of [1, 2, 4].entries()) {
    const name = `Conv${k + 1}`;
    x = leaky(name, convolve(`${name}.conv`, x, width * times, { size: 5 }), 0.2);
  }
  const logits: SymbolicTensor = convolve('Output', x, 1, { size: 1 });
  const network = initialise(model({ inputs: image, outputs: logits }), {
    seed,
    gain: (name) => (name.startsWith('Output') ? 1 / Math.sqrt(6) : 1 / Math.sqrt(1.04)),
  });
  if (!areWeightsGiven()) setBands(network, bands);
  return network;
}

/** Haar's detail bands of a 2 x 2 square, by rows: across, down and both ways; orthonormal. */
const haar = [
  [0.5, -0.5, 0.5, -0.5],
  [0.5, 0.5, -0.5, -0.5],
  [0.5, -0.5, -0.5, 0.5],
] as const;

function setBands(network: LayersModel, bands: Bands): void {
  const side = sides[bands];
  const means = bands === 'gauss9' ? gaussian(side, 1.5) : new Float64Array(side * side).fill(1 / side ** 2);
  const middle = (side * side - 1) / 2;
  const kernel = new Float32Array(side * side * 3 * PLANES);
  for (let place = 0; place < side * side; place++) {
    for (let channel = 0; channel < 3; channel++) {
      const at = (place * 3 + channel) * PLANES;
      if (bands === 'haar') haar.forEach((band, b) => (kernel[at + 3 * b + channel] = band[place]));
      else {
        const detail = Number(place === middle) - means[place];
        kernel[at + channel] = bands === 'image' ? 8 * detail : detail;
        if (bands === 'image') kernel[at + 3 + channel] = 2 * Number(place === middle);
      }
    }
  }
  tf.tidy(() =>
    network.getLayer('Bands').setWeights([tf.tensor(kernel, [side, side, 3, PLANES]), tf.zeros([PLANES])]),
  );
}

/** Weights of a square, which sum to 1. */
function gaussian(side: number, deviation: number): Float64Array {
  const middle = (side - 1) / 2;
  const weights = Float64Array.from({ length: side * side }, (_, i) =>
    Math.exp(-((Math.floor(i / side) - middle) ** 2 + ((i % side) - middle) ** 2) / (2 * deviation ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** `frequencyJudge` as a kind of network. */
export const frequencyJudgeKind: NetworkKind<FrequencyJudgeOptions> = {
  title: 'a judge on high frequencies, with a map of verdicts',
  taps: 'Bands, Conv1 ... Conv3, Output',
  source: 'Fritsche et al. 2019; Wei et al. 2021',
  build: frequencyJudge,
};
