import { loadNetwork } from '../../src/networks/load-network';

import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { pixelObjective } from '../../src/methods/pixel/method';
import { readFloats } from '../inputs/read';
import type { PrepareTask } from '../protocol';

/** How many losses are compared: the start's, and those that the first steps led to. */
const compared = 3;

/**
 * One iteration of training as `train` does it: forward, L1 loss, gradients, Adam. The setting `path: layers` goes
 * kernel by kernel through tfjs where `train` would compile. The state goes on from run to run; the first
 * losses are compared.
 */
export const trainingStep: PrepareTask = async (inputs, { rate, path }) => {
  const network = await loadNetwork(inputs.weights);
  const low = await readFloats(inputs.low);
  const high = await readFloats(inputs.high);
  const batch = { lr: low.data, hr: high.data };
  const sizes = { batch: low.shape[0], patch: low.shape[1], loss: 'l1' } as const;
  const objective = pixelObjective(network.model, sizes, high.shape[1] / low.shape[1]);
  const gradients = path === 'layers' ? layersGradients(objective) : gradientsOf(objective);
  const optimiser = adam(parametersOf(network.model).trainable);
  const losses: number[] = [];
  const run = (): void => {
    losses.push(gradients.run(batch).losses.total);
    optimiser.step(losses.length - 1, Number(rate));
  };
  return {
    run,
    results: () => {
      while (losses.length < 2) run();
      const first = Float64Array.from(losses.slice(0, compared));
      return { losses: { shape: [first.length], data: first } };
    },
  };
};
