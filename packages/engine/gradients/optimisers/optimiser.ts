import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { Parameter } from '../parameters';

/** Changes parameters by their gradients. */
export interface Optimiser {
  /** One step; `iteration` counts from 0. */
  step(iteration: number, learningRate: number): void;
  /** Its memory by name, copied. */
  state(): Map<string, WeightTensor>;
  /** Puts back what `state` gave. */
  restore(state: ReadonlyMap<string, WeightTensor>): void;
}

/** An array of zeros beside each parameter, saved as `NAME/SUFFIX`. */
function memory(
  parameters: readonly Parameter[],
  suffix: string,
): {
  readonly arrays: readonly Float32Array[];
  state(): Map<string, WeightTensor>;
  restore(state: ReadonlyMap<string, WeightTensor>): void;
} {
  const arrays = parameters.map(({ value }) => new Float32Array(value.length));
  return {
    arrays,
    state: () =>
      new Map(
        parameters.map(({ name, shape }, i) => [`${name}/${suffix}`, { shape, data: arrays[i].slice() }]),
      ),
    restore: (state) => {
      parameters.forEach(({ name }, i) => arrays[i].set(state.get(`${name}/${suffix}`)!.data));
    },
  };
}

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

/** The exponentially weighted mean of parameters along a training. */
export interface RunningMean {
  /** Takes in the values as they are now. */
  follow(): void;
  /** The mean values by name. */
  values(): Map<string, Float32Array>;
  state(): Map<string, WeightTensor>;
  restore(state: ReadonlyMap<string, WeightTensor>): void;
}

/** Starts at the values as they are; `decay` an iteration, 0 for the values themselves. */
export function runningMean(parameters: readonly Parameter[], decay: number): RunningMean {
  const means = memory(parameters, 'mean');
  means.arrays.forEach((mean, i) => mean.set(parameters[i].value));
  return {
    follow: () => {
      means.arrays.forEach((mean, index) => {
        const { value } = parameters[index];
        for (let i = 0; i < mean.length; i++) mean[i] += (1 - decay) * (value[i] - mean[i]);
      });
    },
    values: () => new Map(parameters.map(({ name }, i) => [name, means.arrays[i]])),
    state: () => means.state(),
    restore: (state) => means.restore(state),
  };
}
