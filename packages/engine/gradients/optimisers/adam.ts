import type { Parameter } from '../parameters';
import { memory } from './memory';
import type { Optimiser } from './optimiser';

/** Adam's settings; the defaults are the paper's. */
export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam (Kingma and Ba 2015) as PyTorch computes it, epsilon added after the bias correction. Powers of beta follow
 * from the iteration alone, so that a resumed training ends as an uninterrupted one.
 */
export function adam(parameters: readonly Parameter[], options: AdamOptions = {}): Optimiser {
  const { beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8 } = options;
  const firsts = memory(parameters, 'adam.first');
  const seconds = memory(parameters, 'adam.second');
  return {
    step: (iteration, learningRate) => {
      const stepSize = learningRate / (1 - beta1 ** (iteration + 1));
      const correction = 1 / Math.sqrt(1 - beta2 ** (iteration + 1));
      parameters.forEach(({ value, gradient }, index) => {
        const first = firsts.arrays[index];
        const second = seconds.arrays[index];
        for (let i = 0; i < value.length; i++) {
          const g = gradient[i];
          const m = first[i] * beta1 + g * (1 - beta1);
          const v = second[i] * beta2 + g * g * (1 - beta2);
          first[i] = m;
          second[i] = v;
          value[i] -= (stepSize * m) / (Math.sqrt(v) * correction + epsilon);
        }
      });
    },
    state: () => new Map([...firsts.state(), ...seconds.state()]),
    restore: (state) => {
      firsts.restore(state);
      seconds.restore(state);
    },
  };
}
