import type { LayersModel } from '@tensorflow/tfjs-layers';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam, type Optimiser } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf, type Parameters } from '@ddr-lab/engine/gradients/parameters';
import { type AdamSettings, learningRate, type Schedule } from './recipe';

/** How verdicts are measured: by their cross-entropy, or by their squared distance from 1 and 0 (LSGAN, Mao et al. 2017). */
export type GanKind = 'vanilla' | 'least-squares';

/** What a discriminator learns from: images of the set are real, a network's are not; each a batch of its own. */
export function discriminatorObjective(
  discriminator: LayersModel,
  shape: readonly number[],
  gan: GanKind = 'vanilla',
): Objective {
  return {
    networks: { discriminator: { model: discriminator, role: 'trained' } },
    inputs: { real: shape, fake: shape },
    build: (calculus, { real, fake }) => {
      const [ofReal] = calculus.apply('discriminator', real);
      const [ofFake] = calculus.apply('discriminator', fake);
      const total =
        gan === 'vanilla'
          ? calculus.sum([
              [1, calculus.verdict(ofReal, true)],
              [1, calculus.verdict(ofFake, false)],
            ])
          : calculus.sum([
              [1, calculus.leastSquares(ofReal, 1)],
              [1, calculus.leastSquares(ofFake, 0)],
            ]);
      return { losses: { discriminator: total }, total };
    },
  };
}

/** How a discriminator learns. */
export interface JudgeSettings {
  readonly adam: AdamSettings;
  readonly iterations: number;
  readonly discriminator: { readonly learningRate: Schedule };
  /** Default `vanilla`. */
  readonly gan?: GanKind;
}

/** A discriminator with what it learns by. */
export interface Judge {
  readonly model: LayersModel;
  readonly parameters: Parameters;
  readonly optimiser: Optimiser;
  /** One step on a batch of real images and of a network's; its loss. */
  step(iteration: number, real: Float32Array, fake: Float32Array): number;
  /** Frees the model, too. */
  dispose(): void;
}

/** A discriminator that learns as the recipe says, from batches of the shape. */
export function judge(model: LayersModel, recipe: JudgeSettings, shape: readonly number[]): Judge {
  const parameters = parametersOf(model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const judging = gradientsOf(discriminatorObjective(model, shape, recipe.gan));
  return {
    model,
    parameters,
    optimiser,
    step: (iteration, real, fake) => {
      const { losses } = judging.run({ real, fake });
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
