import { buildNetwork } from '../../networks/network';
import {
  type RestorationPatches,
  restorationPatches,
  restorationSampler,
} from '../../training/data/restored';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { evaluatePsnr, meanPsnr } from '../../training/evaluate';
import { type AdamSettings, type PairData, type RecipeBase } from '../../training/recipe';
import { type Method, type Task, type TaskOptions, type Values } from '../../training/task';
import { pixelTask } from '../pixel/method';

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
  const { count, degradations = data.degradations } = recipe.evaluation;
  const patches: Record<string, RestorationPatches> = {};
  for (const degradation of degradations) {
    patches[degradation] = await restorationPatches(tests, { count, degradation });
  }
  const evaluation = {
    name: `${Math.min(count, tests.count)} centre patches of ${tests.name}`,
    measure: async (): Promise<Values> => {
      const values: Values = {};
      for (const [degradation, { lr, hr }] of Object.entries(patches)) {
        values[`psnr ${degradation}`] = await evaluatePsnr(network.model, { lr, hr });
        values[`input ${degradation}`] = meanPsnr(lr, hr);
      }
      return values;
    },
  };
  return pixelTask(recipe, { network, images, sampler, evaluation, scale: 1 });
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
