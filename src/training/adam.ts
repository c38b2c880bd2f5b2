import * as tf from '@tensorflow/tfjs-core';
import type { WeightTensor } from '../networks/weights/safetensors';

/**
 * Adam (Kingma and Ba 2015) as PyTorch computes it, epsilon added after the bias correction.
 *
 * tfjs's own keeps powers of beta as float32 tensors that a restart cannot restore to the last bit; here they
 * follow from the iteration alone, so that a resumed training ends as an uninterrupted one.
 */
export interface Adam {
  /** One step for `gradients`, by variable name; `iteration` counts from 0. Disposes nothing it is given. */
  apply(gradients: tf.NamedTensorMap, iteration: number, learningRate: number): void;
  /** Both moments of every variable, by name, copied out of tfjs. */
  state(): Promise<Map<string, WeightTensor>>;
  /** Puts back what `state` gave. */
  restore(state: ReadonlyMap<string, WeightTensor>): void;
  dispose(): void;
}

/** Adam's settings; the defaults are the paper's. */
export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** Moments of gradients by stable names, which differ from tfjs's variable names. */
export function adam(variables: ReadonlyMap<string, tf.Variable>, options: AdamOptions = {}): Adam {
  const { beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8 } = options;
  const moments = new Map(
    [...variables].map(([name, variable]) => [
      name,
      {
        first: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
        second: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
      },
    ]),
  );
  return {
    apply: (gradients, iteration, learningRate) =>
      tf.tidy(() => {
        const stepSize = learningRate / (1 - beta1 ** (iteration + 1));
        const correction = Math.sqrt(1 - beta2 ** (iteration + 1));
        for (const [name, variable] of variables) {
          const gradient = gradients[variable.name];
          const { first, second } = moments.get(name)!;
          first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
          second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
          const denominator = tf.add(tf.div(tf.sqrt(second), correction), epsilon);
          variable.assign(tf.sub(variable, tf.mul(tf.div(first, denominator), stepSize)));
        }
      }),
    state: async () => {
      const state = new Map<string, WeightTensor>();
      for (const [name, { first, second }] of moments) {
        for (const [suffix, tensor] of Object.entries({ first, second })) {
          state.set(`${name}/adam.${suffix}`, {
            shape: tensor.shape,
            data: (await tensor.data<'float32'>()).slice(),
          });
        }
      }
      return state;
    },
    restore: (state) =>
      tf.tidy(() => {
        for (const [name, both] of moments) {
          for (const [suffix, variable] of Object.entries({ first: both.first, second: both.second })) {
            const { data, shape } = state.get(`${name}/adam.${suffix}`)!;
            variable.assign(tf.tensor(data, [...shape]));
          }
        }
      }),
    dispose: () => moments.forEach(({ first, second }) => tf.dispose([first, second])),
  };
}
