import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { type Filter, kernelPairs, type NetworkPair } from './scores';

/**
 * Sets the target's weights so that some kernels are `strength` target + (1 - strength) baseline and all else is as in the target, for as long as `work` takes.
 * 0 masks these filters, as FAIG's evaluation does, 1 leaves them, more than 1 exaggerates: a slider of restoration strength.
 */
export async function withMixedFilters<Result>(
  networks: NetworkPair,
  filters: readonly Filter[],
  strength: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const parameters = parametersOf(networks.target.model);
  const kernels = new Map(kernelPairs(networks).map((kernel) => [kernel.layer, kernel]));
  const kept = new Map([...kernels.values()].map(({ target }) => [target.name, target.value.slice()]));
  for (const { layer, output, input } of filters) {
    const { taps, inputs, outputs, target, baseline } = kernels.get(layer)!;
    const before = kept.get(target.name)!;
    for (let tap = 0; tap < taps; tap++) {
      const at = (tap * inputs + input) * outputs + output;
      target.value[at] = strength * before[at] + (1 - strength) * baseline.value[at];
    }
  }
  parameters.sync();
  try {
    return await work();
  } finally {
    for (const [name, value] of kept) parameters.get(name).value.set(value);
    parameters.sync();
  }
}
