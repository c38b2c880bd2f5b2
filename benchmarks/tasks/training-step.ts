import * as tf from '@tensorflow/tfjs-core';
import { loadNetwork } from '../../src/networks/network';
import { adam } from '../../src/training/adam';
import { readFloats } from '../inputs/read';
import type { PrepareTask } from './tasks';

/** How many losses are compared: the start's, and those that the first steps led to. */
const compared = 3;

/**
 * One iteration of training, in the same parts as `src/training/train.ts`: batch to tensors, forward, L1 loss,
 * gradients, Adam. The state goes on from run to run; the first losses are compared.
 */
export const trainingStep: PrepareTask = async (inputs, { rate }) => {
  const network = await loadNetwork(inputs.weights);
  const low = await readFloats(inputs.low);
  const high = await readFloats(inputs.high);
  const variables = new Map(
    network.model.trainableWeights.map((weight) => [
      weight.originalName,
      weight.read() as unknown as tf.Variable,
    ]),
  );
  const optimiser = adam(variables, { beta1: 0.9, beta2: 0.99 });
  const losses: number[] = [];
  const step = (): void =>
    tf.tidy(() => {
      const lr = tf.tensor(low.data, low.shape);
      const hr = tf.tensor(high.data, high.shape);
      const { value, grads } = tf.variableGrads(
        () =>
          tf.mean(tf.abs(tf.sub(network.model.apply(lr, { training: true }) as tf.Tensor, hr))) as tf.Scalar,
        [...variables.values()],
      );
      const loss = value.dataSync()[0];
      optimiser.apply(grads, losses.length, Number(rate));
      losses.push(loss);
    });
  return {
    run: step,
    results: () => {
      while (losses.length < 2) step();
      const first = Float64Array.from(losses.slice(0, compared));
      return { losses: { shape: [first.length], data: first } };
    },
  };
};
