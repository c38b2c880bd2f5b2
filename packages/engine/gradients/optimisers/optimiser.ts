import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { KeptNumbers } from '../../onnxruntime/kept-numbers';
import type { Parameter } from '../parameters';
import { ruleOnDevice } from './on-device';

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
  /** The array of each, on the processor. */
  readonly arrays: readonly Float32Array[];
  /** All of them one behind the other. */
  readonly kept: KeptNumbers;
  state(): Map<string, WeightTensor>;
  restore(state: ReadonlyMap<string, WeightTensor>): void;
} {
  const sizes = parameters.map(({ value }) => value.length);
  const total = sizes.reduce((a, b) => a + b, 0);
  const kept = new KeptNumbers(new Float32Array(total), [total]);
  let from = 0;
  const parts = sizes.map((size) => kept.numbers.subarray(from, (from += size)));
  const arrays = (): readonly Float32Array[] => {
    // Parts of the one array that the numbers come into.
    void kept.numbers;
    return parts;
  };
  return {
    get arrays() {
      return arrays();
    },
    kept,
    state: () => {
      const now = arrays();
      return new Map(
        parameters.map(({ name, shape }, i) => [`${name}/${suffix}`, { shape, data: now[i].slice() }]),
      );
    },
    restore: (state) => {
      const now = arrays();
      parameters.forEach(({ name }, i) => now[i].set(state.get(`${name}/${suffix}`)!.data));
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
  const onDevice = ruleOnDevice(parameters, {
    memories: [firsts.kept, seconds.kept],
    numbers: 2,
    gradients: true,
    build: ({ graph, value, gradient: g, memories: [m, v], numbers: [stepSize, correction] }) => {
      const calculate = (type: string, ...operands: string[]): string => graph.node(type, operands);
      const mixed = (old: string, beta: number, now: string): string =>
        calculate(
          'Add',
          calculate('Mul', old, graph.scalar(beta)),
          calculate('Mul', now, graph.scalar(1 - beta)),
        );
      const first = mixed(m, beta1, g);
      const second = mixed(v, beta2, calculate('Mul', g, g));
      const root = calculate('Mul', calculate('Sqrt', second), correction);
      const step = calculate(
        'Div',
        calculate('Mul', first, stepSize),
        calculate('Add', root, graph.scalar(epsilon)),
      );
      return { value: calculate('Sub', value, step), memories: [first, second] };
    },
  });
  return {
    step: (iteration, learningRate) => {
      const stepSize = learningRate / (1 - beta1 ** (iteration + 1));
      const correction = 1 / Math.sqrt(1 - beta2 ** (iteration + 1));
      if (onDevice) return onDevice([stepSize, correction]);
      const [all, squares] = [firsts.arrays, seconds.arrays];
      parameters.forEach(({ value, gradient }, index) => {
        const first = all[index];
        const second = squares[index];
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
  const onDevice = ruleOnDevice(parameters, {
    memories: [velocities.kept],
    numbers: 1,
    gradients: true,
    build: ({ graph, value, gradient, memories: [velocity], numbers: [learningRate] }) => {
      const calculate = (type: string, ...operands: string[]): string => graph.node(type, operands);
      const decayed = calculate('Add', gradient, calculate('Mul', value, graph.scalar(weightDecay)));
      const v = calculate('Add', calculate('Mul', velocity, graph.scalar(momentum)), decayed);
      return { value: calculate('Sub', value, calculate('Mul', v, learningRate)), memories: [v] };
    },
  });
  return {
    step: (_, learningRate) => {
      if (onDevice) return onDevice([learningRate]);
      const all = velocities.arrays;
      parameters.forEach(({ value, gradient }, index) => {
        const velocity = all[index];
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
  const onDevice = ruleOnDevice(parameters, {
    memories: [means.kept],
    numbers: 0,
    gradients: false,
    build: ({ graph, value, memories: [mean] }) => {
      const apart = graph.node('Sub', [value, mean]);
      const part = graph.node('Mul', [apart, graph.scalar(1 - decay)]);
      return { memories: [graph.node('Add', [mean, part])] };
    },
  });
  return {
    follow: () => {
      if (onDevice) return onDevice([]);
      means.arrays.forEach((mean, index) => {
        const { value } = parameters[index];
        for (let i = 0; i < mean.length; i++) mean[i] += (1 - decay) * (value[i] - mean[i]);
      });
    },
    values: () => {
      const now = means.arrays;
      return new Map(parameters.map(({ name }, i) => [name, now[i]]));
    },
    state: () => means.state(),
    restore: (state) => means.restore(state),
  };
}
