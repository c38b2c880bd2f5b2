import type { Parameter } from '../parameters';
import { memory } from './memory';
import type { Optimiser } from './optimiser';

/** SGD's settings; the defaults are those of the paper's classifier. */
export interface SgdOptions {
  readonly momentum?: number;
  /** Times the weight, added to its gradient: of all weights, biases and scales included. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent with momentum and weight decay, as PyTorch computes it (no dampening). */
export function sgd(parameters: readonly Parameter[], options: SgdOptions = {}): Optimiser {
  const { momentum = 0.9, weightDecay = 5e-4 } = options;
  const velocities = memory(parameters, 'sgd.velocity');
  return {
    step: (_, learningRate) => {
      parameters.forEach(({ value, gradient }, index) => {
        const velocity = velocities.arrays[index];
        for (let i = 0; i < value.length; i++) {
          const v = velocity[i] * momentum + gradient[i] + weightDecay * value[i];
          velocity[i] = v;
          value[i] -= learningRate * v;
        }
      });
    },
    state: () => velocities.state(),
    restore: (state) => velocities.restore(state),
  };
}
