import type { LayersModel } from '@tensorflow/tfjs-layers';
import { gradientsOf } from '../gradients';
import { adam } from '../optimisers/adam';
import type { Optimiser } from '../optimisers/optimiser';
import { parametersOf, type Parameters } from '../parameters';
import type { UnpairedRecipe } from '../recipe';
import { learningRate } from '../schedule';
import { judgingObjective } from './unpaired-objectives';

/** A discriminator with what it learns by. */
export interface Judge {
  readonly model: LayersModel;
  readonly parameters: Parameters;
  readonly optimiser: Optimiser;
  /** One step on a batch of given images and of made ones; its loss. */
  step(iteration: number, given: Float32Array, made: Float32Array): number;
  dispose(): void;
}

export function judge(model: LayersModel, recipe: UnpairedRecipe, shape: readonly number[]): Judge {
  const parameters = parametersOf(model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const judging = gradientsOf(judgingObjective(model, shape));
  return {
    model,
    parameters,
    optimiser,
    step: (iteration, given, made) => {
      const { losses } = judging.run({ given, made });
      optimiser.step(
        iteration,
        learningRate(recipe.discriminator.learningRate, iteration, recipe.iterations),
      );
      return losses.discriminator;
    },
    dispose: () => {
      judging.dispose();
      model.dispose();
    },
  };
}
