import { InputError } from '@ddr-lab/base/errors';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import { buildNetwork } from '../../networks/network';
import { densitySampler } from '../../training/data/density-views';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { type AdamSettings, learningRate, type PairData, type RecipeBase } from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import { densityOrder } from './order';

/** A network that tells whose detail lies more densely, of two LR patches of a domain (FCA, Ji et al. 2021). */
export interface DensityComparatorRecipe extends RecipeBase {
  readonly task: 'density-comparator';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly scale: number;
  /** What the domain is degraded by. */
  readonly target: LowResolutionModel;
  /** From where to where patches are shrunk or enlarged. */
  readonly ratio: readonly [from: number, to: number];
  readonly adam: AdamSettings;
}

/** What a comparator learns from: a patch against one of the same image, one that was shrunk (1), one that was enlarged (-1); these both ways round. */
export function comparatorObjective(
  comparator: LayersModel,
  { batch, patch }: Pick<DensityComparatorRecipe, 'batch' | 'patch'>,
): Objective {
  const shape = [batch, patch, patch, 3];
  return {
    networks: { comparator: { model: comparator, role: 'trained' } },
    inputs: { level: shape, same: shape, down: shape, up: shape },
    build: <T>(calculus: Calculus<T>, { level, same, down, up }: Readonly<Record<string, T>>) => {
      const verdict = (a: T, b: T, target: number): readonly [number, T] => {
        const [map] = calculus.apply('comparator', calculus.beside(a, b));
        return [1 / 5, calculus.leastSquares(map, target)];
      };
      const total = calculus.sum([
        verdict(down, level, 1),
        verdict(level, down, -1),
        verdict(same, level, 0),
        verdict(up, level, -1),
        verdict(level, up, 1),
      ]);
      return { losses: { total }, total };
    },
  };
}

/** Side of the LR patches that a comparator is measured on. */
const TEST_PATCH = 32;

async function open(recipe: DensityComparatorRecipe, { onMessage }: TaskOptions): Promise<Task> {
  const { name, patch, batch, seed, scale, target, ratio } = recipe;
  if (recipe.network.kind !== 'density-comparator') {
    throw new InputError(
      `${name}: ${recipe.network.kind} is no density-comparator, which alone sees two images.`,
    );
  }
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const sampler = densitySampler(images, { patch, batch, scale, seed, target, ratio });
  const tests = await openEvaluationSet(recipe.evaluation, Math.ceil(ratio[1] * TEST_PATCH) * scale);
  const count = Math.min(recipe.evaluation.count, tests.count);
  const measured = await densityOrder(tests, count, { patch: TEST_PATCH, scale, target, ratio });
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const comparing = gradientsOf(comparatorObjective(network.model, recipe));
  return {
    network,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: `patches of ${count} images of ${tests.name}`,
    kind: comparing.kind,
    step: async (iteration) => {
      const { level, same, down, up } = await sampler.batch(iteration);
      const { losses } = comparing.run({ level, same, down, up });
      if (Number.isFinite(losses.total)) {
        optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      }
      return losses;
    },
    evaluate: async () => {
      parameters.sync();
      return Promise.resolve(measured(network.model));
    },
    sync: () => parameters.sync(),
    ...joinStates({ network: parameters, optimiser }),
    dispose: () => comparing.dispose(),
  };
}

/** A comparator of frequency densities. */
export const densityComparator: Method<DensityComparatorRecipe> = {
  name: 'density-comparator',
  summary:
    'Squared distance from 1, 0 and -1: patches of one domain against others of their image that are shrunk, left, enlarged (the comparator of FCA, Ji et al. 2021).',
  open,
  cost: async ({ network, batch, patch }, count) =>
    // Five pairs, forward and back.
    3 * 5 * (await forwardCost(count, network, [batch, patch, patch, 6])),
  prerequisites: () => [],
};
