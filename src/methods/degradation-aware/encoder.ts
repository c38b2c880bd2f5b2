import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import { buildNetwork } from '../../networks/network';
import { degradedViews, type Positives } from '../../training/data/degraded-views';
import { openTrainingSet } from '../../training/data/sets';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import {
  contrastLoss,
  type ContrastModels,
  contrastParticipants,
  type ContrastSettings,
  openContrast,
  representationSize,
} from './contrast';
import { encoderEvaluation } from './evaluate';

/** A degradation encoder by contrast alone: DASR's first stage. */
export interface DegradationEncoderRecipe extends RecipeBase {
  readonly task: 'degradation-encoder';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** What HR is shrunk by. */
  readonly scale: number;
  readonly model: LowResolutionModel;
  readonly positives: Positives;
  readonly contrast: ContrastSettings;
  readonly adam: AdamSettings;
}

/** Query against key and queue. */
export function contrastObjective(
  encoder: LayersModel,
  models: ContrastModels,
  { batch, patch, contrast }: Pick<DegradationEncoderRecipe, 'batch' | 'patch' | 'contrast'>,
): Objective {
  const views = [batch, patch, patch, 3];
  return {
    networks: { encoder: { model: encoder, role: 'trained' }, ...contrastParticipants(models) },
    inputs: { queries: views, keys: views, queue: [contrast.queue, representationSize(encoder)] },
    build: (calculus, { queries, ...given }) => {
      const [seen] = calculus.apply('encoder', queries, ['Representation']);
      const { loss, keys } = contrastLoss(calculus, { seen, keys: given.keys, queue: given.queue }, contrast);
      return { losses: { total: loss }, total: loss, outputs: { keys } };
    },
  };
}

async function open(recipe: DegradationEncoderRecipe, { onMessage }: TaskOptions): Promise<Task> {
  const { batch, patch, scale, seed, model, positives, contrast } = recipe;
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const { model: copy } = await buildNetwork(recipe.network);
  const contrasted = openContrast(network.model, copy, contrast, recipe);
  const views = degradedViews(images, { patch, batch, scale, seed, model, positives });
  const evaluation = await encoderEvaluation(network, recipe.evaluation, scale);
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const gradients = gradientsOf(contrastObjective(network.model, contrasted, recipe));
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: gradients.kind,
    step: async (iteration) => {
      const { queries, keys } = await views(iteration);
      const { losses, outputs } = gradients.run({ queries, keys, queue: contrasted.queue.data });
      if (Number.isFinite(losses.total)) {
        const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
        optimiser.step(iteration, rate);
        contrasted.follow(iteration, rate, outputs.keys);
      }
      return losses;
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates({ network: parameters, optimiser, ...contrasted.parts }),
    dispose: () => {
      gradients.dispose();
      contrasted.dispose();
    },
  };
}

/** A degradation encoder by contrast alone. */
export const degradationEncoder: Method<DegradationEncoderRecipe> = {
  name: 'degradation-encoder',
  summary:
    'pairs of patches that share a degradation, held against those of other images and degradations (MoCo): the first stage of DASR (Wang et al. 2021)',
  open,
  cost: async ({ network, batch, patch }, count) => {
    const { trained, frozen } = await count(network, [batch, patch, patch, 3]);
    return 3 * trained + frozen + (await forwardCost(count, network, [batch, patch, patch, 3]));
  },
  prerequisites: () => [],
};
