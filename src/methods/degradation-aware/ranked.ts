import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import { buildNetwork } from '../../networks/network';
import { rankedViews, VIEWS } from '../../training/data/ranked-views';
import { openTrainingSet } from '../../training/data/sets';
import { takeWeights } from '../../training/places';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import { joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import { encoderEvaluation } from './evaluate';
import { rankingGiven, rankingInputs, rankingLoss, type RankingSettings } from './ranking';

/** A degradation encoder with a ranker behind: DAA's first stage. */
export interface DegradationRankingRecipe extends RecipeBase {
  readonly task: 'degradation-ranking';
  readonly data: PairData;
  /** The finished recipe of the encoder that it begins with. */
  readonly start?: string;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** What HR is shrunk by. */
  readonly scale: number;
  readonly model: LowResolutionModel;
  /** `batch` is the number of views: five times the images. */
  readonly ranking: RankingSettings;
  readonly adam: AdamSettings;
}

/** Margins between the scores of views. */
export function rankingObjective(
  network: LayersModel,
  { patch, ranking }: Pick<DegradationRankingRecipe, 'patch' | 'ranking'>,
): Objective {
  return {
    networks: { network: { model: network, role: 'trained' } },
    inputs: rankingInputs(ranking, patch),
    build: (calculus, { views, order, same, clean, zero }) => {
      const [scores] = calculus.apply('network', views, ['Score']);
      const total = rankingLoss(calculus, scores, { order, same, clean, zero }, ranking);
      return { losses: { total }, total };
    },
  };
}

async function open(recipe: DegradationRankingRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { patch, scale, seed, model, ranking, start } = recipe;
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  if (start) await takeWeights(network, await finished(start), 'some');
  const views = rankedViews(images, { patch, groups: ranking.groups, scale, seed, model });
  const evaluation = await encoderEvaluation(network, recipe.evaluation, scale);
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const gradients = gradientsOf(rankingObjective(network.model, recipe));
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: gradients.kind,
    step: async (iteration) => {
      const { losses } = gradients.run(rankingGiven(await views(iteration)));
      if (Number.isFinite(losses.total)) {
        optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      }
      return losses;
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates({ network: parameters, optimiser }),
    dispose: () => gradients.dispose(),
  };
}

/** A degradation encoder that ranks. */
export const degradationRanking: Method<DegradationRankingRecipe> = {
  name: 'degradation-ranking',
  summary:
    'views of one image whose order by strength is known, and a score for each: the first stage of DAA (Wang et al., ACCV 2022)',
  open,
  cost: async ({ network, patch, ranking }, count) => {
    const { trained, frozen } = await count(network, [VIEWS * ranking.groups, patch, patch, 3]);
    return 3 * trained + frozen;
  },
  prerequisites: ({ start }) => (start ? [start] : []),
};
