import type { WeightTensor } from '../weight-tensor';

/** Changes parameters by their gradients. */
export interface Optimiser {
  /** One step; `iteration` counts from 0. */
  step(iteration: number, learningRate: number): void;
  /** Its memory by name, copied. */
  state(): Map<string, WeightTensor>;
  /** Puts back what `state` gave. */
  restore(state: ReadonlyMap<string, WeightTensor>): void;
}
