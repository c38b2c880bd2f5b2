import { loadNetwork } from '../../src/networks/network';
import { layersStep, trainingStep as chosenStep } from '../../src/training/step';
import { readFloats } from '../inputs/read';
import type { PrepareTask } from './tasks';

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
  const recipe = {
    batch: low.shape[0],
    patch: low.shape[1],
    loss: 'l1',
    adam: { beta1: 0.9, beta2: 0.99 },
  } as const;
  const scale = high.shape[1] / low.shape[1];
  const step = path === 'layers' ? layersStep(recipe, network, scale) : chosenStep(recipe, network);
  const losses: number[] = [];
  const run = (): void => {
    losses.push(step.run(batch, losses.length, Number(rate)));
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
