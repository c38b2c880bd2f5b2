import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { cropToMultiple } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import * as tf from '@tensorflow/tfjs-core';
import { model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { degraderInput, givenTo } from './architectures/degrader/given';
import type { Network } from './network';

/** A blur's kernel. */
export interface Kernel {
  /** Rows and columns. */
  readonly size: number;
  /** Row by row; they sum to 1. */
  readonly weights: Float32Array;
  /** Root of the mean of the second moments along rows and columns, in pixels of what the kernel filters: the width of a Gaussian of that moment. */
  readonly width: number;
}

/**
 * The kernel that a network which blurs by one makes for an image, or of random numbers (kinds with a layer `Kernel`: PDM's in HR pixels, FCA's in LR pixels).
 *
 * @param seed the one of `degradeWith`: the same seed, the kernel that it filtered with.
 * @throws InputError for a network without a kernel.
 */
export function degraderKernel(
  { model, spec }: Pick<Network, 'model' | 'spec'>,
  image: Image,
  { seed = 0 }: { readonly seed?: number } = {},
): Kernel {
  const input = degraderInput(spec);
  const layer = model.layers.find(({ name }) => name === 'Kernel');
  if (!input || !layer) {
    throw new InputError(
      `A network of kind ${spec.kind} has no kernel: those that blur by one have a layer Kernel.`,
    );
  }
  const whole = cropToMultiple(image, input.shrinks);
  const given = givenTo(input, whole, createRandom(seed));
  const { height, width } = whole;
  const weights = tf.tidy(() => {
    const part = modelOf({ inputs: model.inputs, outputs: layer.output as SymbolicTensor });
    const x = tf.tensor(given, [1, height, width, given.length / (height * width)]);
    return Float32Array.from((part.predict(x) as tf.Tensor).dataSync<'float32'>());
  });
  return kernelOf(weights);
}

/** Weights with their width. */
export function kernelOf(weights: Float32Array): Kernel {
  const size = Math.sqrt(weights.length);
  let [sum, rows, columns, rowSquares, columnSquares] = [0, 0, 0, 0, 0];
  weights.forEach((weight, i) => {
    const [y, x] = [Math.floor(i / size), i % size];
    sum += weight;
    rows += weight * y;
    columns += weight * x;
    rowSquares += weight * y * y;
    columnSquares += weight * x * x;
  });
  const variance = (squares: number, first: number): number => squares / sum - (first / sum) ** 2;
  const width = Math.sqrt((variance(rowSquares, rows) + variance(columnSquares, columns)) / 2);
  return { size, weights, width };
}
