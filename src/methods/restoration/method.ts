import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { buildNetwork } from '../../networks/network';
import { restorationPatches, restorationSampler } from '../../training/data/restored';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { evaluatePsnr, meanPsnr } from '../../training/evaluate';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import { joinStates, type Method, type Task, type TaskOptions, type Values } from '../../training/task';
import { pixelObjective } from '../pixel/method';

/** Images, and what is done to them; `train.count` says how many backgrounds there are. */
export interface RestorationData extends PairData {
  /** Presets and chains, one drawn for each patch. */
  readonly degradations: readonly string[];
  /** The share of patches that stay clean; default 0. */
  readonly clean?: number;
  /** As in `RestorationSamplerOptions`; default 1024. */
  readonly versions?: number;
}

/** Pixel loss between the output and the clean image, at the size of the input: deraining, denoising, deblurring. */
export interface RestorationRecipe extends RecipeBase {
  readonly task: 'restoration';
  readonly data: RestorationData;
  /** Side of a training patch in pixels. */
  readonly patch: number;
  readonly adam: AdamSettings;
  /** Pixel loss; `l1` is the mean absolute difference. */
  readonly loss: 'l1' | 'mse';
}

/** Side of the drawn images that a network is measured on where there are no photographs. */
const SCENE = 160;

async function open(recipe: RestorationRecipe, { onMessage }: TaskOptions): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const { patch, batch, seed, data } = recipe;
  const sampler = restorationSampler(images, { ...data, patch, batch, seed });
  const tests = await openEvaluationSet(recipe.evaluation, SCENE);
  const degradations = recipe.evaluation.degradations ?? data.degradations;
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const gradients = gradientsOf(pixelObjective(network.model, recipe, 1));
  const { count } = recipe.evaluation;
  const measure = async (): Promise<Values> => {
    const values: Values = {};
    for (const degradation of degradations) {
      const patches = await restorationPatches(tests, { count, degradation });
      values[`psnr ${degradation}`] = await evaluatePsnr(network.model, patches);
      values[`input ${degradation}`] = meanPsnr(patches.lr, patches.hr);
    }
    return values;
  };
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: `${Math.min(count, tests.count)} centre patches of ${tests.name}`,
    kind: gradients.kind,
    step: async (iteration) => {
      const { losses } = gradients.run({ ...(await sampler.batch(iteration)) });
      if (Number.isFinite(losses.total)) {
        optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      }
      return losses;
    },
    evaluate: () => {
      parameters.sync();
      return measure();
    },
    sync: () => parameters.sync(),
    ...joinStates({ network: parameters, optimiser }),
    dispose: () => gradients.dispose(),
  };
}

/** Restoration at the size of the input, by pixel loss alone. */
export const restoration: Method<RestorationRecipe> = {
  name: 'restoration',
  summary: 'Pixel loss between the output and the clean image at the size of the input: rain, noise, blur.',
  open,
  cost: async ({ network, batch, patch }, count) => {
    const { trained, frozen } = await count(network, [batch, patch, patch, 3]);
    return 3 * trained + frozen;
  },
  prerequisites: () => [],
};
