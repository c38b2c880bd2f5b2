import type { Parameter } from '../parameters';
import { memory } from './memory';
import type { WeightTensor } from '../weight-tensor';

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
