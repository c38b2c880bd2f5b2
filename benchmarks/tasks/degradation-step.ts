import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import { degradationStep } from '../inputs/degradation-step';
import type { PrepareTask } from '../protocol';

/** How many losses are compared: the start's, and those that the first steps led to. */
const compared = 3;

/**
 * One iteration of a degradation-aware recipe as `train` does it: forward through the network and what teaches it, losses, gradients, Adam. Drawing the patches and moving the keys' copies along, plain loops over arrays on either side, are left out.
 */
export const degradationTraining: PrepareTask = async (inputs, { recipe: name, rate }) => {
  // The file is the peer's: ours is made again, of the same seeds.
  const { tensors } = await readSafetensors(inputs.step);
  const [batch] = tensors.get('given/queries')!.shape;
  const { objective, given, recipe } = await degradationStep(String(name), batch);
  const gradients = gradientsOf(objective);
  const optimisers = Object.values(objective.networks)
    .filter(({ role }) => role === 'trained')
    .map(({ model }) => adam(parametersOf(model).trainable, recipe.adam));
  const losses: number[] = [];
  const run = (): void => {
    losses.push(gradients.run(given).losses.total);
    for (const optimiser of optimisers) optimiser.step(losses.length - 1, Number(rate));
  };
  return {
    run,
    results: () => {
      while (losses.length < compared) run();
      const first = Float64Array.from(losses.slice(0, compared));
      return { losses: { shape: [first.length], data: first } };
    },
  };
};
