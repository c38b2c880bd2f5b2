import * as tf from '@tensorflow/tfjs-core';
import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import { areWeightsGiven } from '../../given-weights';
import { convolve, initialise, leaky, wholeNumbers } from '../parts/convolve';
import type { NetworkKind } from '../kind';

/** The size of a comparator of frequency densities. */
export interface DensityComparatorOptions {
  /** Feature channels; default 64, as published. */
  readonly channels?: number;
  /** Convolutions of stride 2; default 3, as published. */
  readonly stages?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** Channels of the fixed filter: as many as compiled graphs take in one block; the last ones are 0. */
const PLANES = 16;

/** What the detail is multiplied by: noise of 8 levels has then a deviation of a quarter. */
const GAIN = 8;

/**
 * FCA's comparator (Ji et al. 2021, published as a figure): two LR images side by side as planes, N x H x W x 6, to a map of verdicts N x H/8 x W/8 x 1. Above 0: the first
 * has its detail more densely (it was shrunk more, or enlarged less); below 0: less densely. Detail (fixed, ours): each plane less its mean over 5 x 5 pixels, times 8; Conv1 of stride 1,
 * Conv2 ... Conv4 of stride 2, all 3 x 3 with LeakyReLU of slope 0.2; Output of 1 x 1. Nothing is normalised by the batch, other than published.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
function densityComparator(options: DensityComparatorOptions = {}): LayersModel {
  const { channels = 64, stages = 3, seed = 0 } = options;
  wholeNumbers('The comparator', { channels, stages });
  const pair = input({ name: 'Input', shape: [null, null, 6] });
  const detail = convolve('Detail', pair, PLANES, { size: 5, trainable: false });
  let x = leaky('Conv1', convolve('Conv1.conv', detail, channels), 0.2);
  for (let k = 2; k <= stages + 1; k++) {
    x = leaky(`Conv${k}`, convolve(`Conv${k}.conv`, x, channels, { strides: 2 }), 0.2);
  }
  const verdicts = convolve('Output', x, 1, { size: 1 });
  const gain = (name: string): number => (name.startsWith('Output') ? 1 / Math.sqrt(6) : 1);
  const network = initialise(model({ inputs: pair, outputs: verdicts }), { seed, gain });
  if (!areWeightsGiven()) setDetail(network);
  return network;
}

function setDetail(network: LayersModel): void {
  const kernel = Float32Array.from({ length: 25 * 6 * PLANES }, (_, i) => {
    const [place, from, to] = [Math.floor(i / (6 * PLANES)), Math.floor(i / PLANES) % 6, i % PLANES];
    return from === to ? GAIN * ((place === 12 ? 1 : 0) - 1 / 25) : 0;
  });
  tf.tidy(() =>
    network.getLayer('Detail').setWeights([tf.tensor(kernel, [5, 5, 6, PLANES]), tf.zeros([PLANES])]),
  );
}

/** `densityComparator` as a kind of network. */
export const densityComparatorKind: NetworkKind<DensityComparatorOptions> = {
  title: 'a comparator of the frequency densities of two images',
  taps: 'Detail, Conv1 ... Conv4, Output',
  source: 'Ji et al. 2021',
  build: densityComparator,
};
