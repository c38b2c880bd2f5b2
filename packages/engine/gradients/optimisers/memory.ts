import type { WeightTensor } from '../weight-tensor';
import type { Parameter } from '../parameters';

/** An array of zeros beside each parameter, saved as `NAME/SUFFIX`. */
export function memory(
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
