import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { loadGuide } from '../../networks/architectures/guided-rrdb/guide';
import { degradationChain, networksIn } from '../../networks/degradation-chain';
import { buildNetwork, type Network, readWeights } from '../../networks/network';
import { patchSampler, type PatchSampler } from '../../training/data/pairs';
import { openTrainingSet } from '../../training/data/sets';
import { psnrEvaluation } from '../../training/evaluate';
import { scaleOf, takeWeights } from '../../training/places';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import { joinStates, type Method, type Task, type TaskOptions, type Values } from '../../training/task';

/** Pixel loss alone, on pairs of LR and HR patches. */
export interface SuperResolutionRecipe extends RecipeBase {
  readonly task: 'super-resolution';
  readonly data: PairData;
  /** Side of an LR training patch in pixels; the HR patch is `scale` times as large. */
  readonly patch: number;
  readonly adam: AdamSettings;
  /** Pixel loss; `l1` is the mean absolute difference. */
  readonly loss: 'l1' | 'mse';
  /** The finished recipe whose weights this one begins with, those alone that it has; left out: fresh ones. */
  readonly start?: string;
  /** The finished recipe whose generator's trunk guides this network (see `GuidedRrdbOptions`). */
  readonly guide?: string;
}

/** Pixel loss between the network's output and HR. */
export function pixelObjective(
  network: Objective['networks'][string]['model'],
  recipe: Pick<SuperResolutionRecipe, 'batch' | 'patch' | 'loss'>,
  scale: number,
): Objective {
  const { batch, patch, loss } = recipe;
  // Clips have their frames side by side.
  const planes = network.inputs[0].shape[3] ?? 3;
  return {
    networks: { network: { model: network, role: 'trained' } },
    inputs: { lr: [batch, patch, patch, planes], hr: [batch, patch * scale, patch * scale, 3] },
    build: (calculus, { lr, hr }) => {
      const [sr] = calculus.apply('network', lr);
      const total = calculus[loss](sr, hr);
      return { losses: { total }, total };
    },
  };
}

/** Training by pixel loss alone. */
async function superResolutionTask(
  recipe: SuperResolutionRecipe,
  { onMessage, finished }: TaskOptions,
): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  if (recipe.start) await takeWeights(network, await finished(recipe.start));
  if (recipe.guide) {
    const { model } = await finished(recipe.guide);
    loadGuide(network.model, await readWeights(model));
    model.dispose();
  }
  const scale = scaleOf(recipe.network);
  const { patch, batch, seed, data } = recipe;
  const degraders: Network[] = [];
  const degrader = async (name: string): Promise<Network> => {
    const opened = await finished(name);
    degraders.push(opened);
    return opened;
  };
  const degradations =
    data.degradations &&
    (await Promise.all(data.degradations.map((name) => degradationChain(name, degrader))));
  const sampler = patchSampler(images, { patch, batch, scale, seed, degradations });
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);
  return pixelTask(recipe, {
    network,
    images,
    sampler,
    evaluation,
    scale,
    release: () => {
      for (const { model } of degraders) model.dispose();
    },
  });
}

/** What a training by pixel loss has opened. */
interface PixelParts {
  readonly network: Network;
  readonly images: Pick<ImageSet, 'name' | 'count'>;
  readonly sampler: PatchSampler;
  readonly evaluation: { readonly name: string; measure(): Promise<Values> };
  readonly scale: number;
  /** Frees what else was opened. */
  readonly release?: () => void;
}

/** A training by pixel loss, whatever its pairs of patches are. */
export function pixelTask(
  recipe: RecipeBase & Pick<SuperResolutionRecipe, 'patch' | 'adam' | 'loss'>,
  { network, images, sampler, evaluation, scale, release }: PixelParts,
): Task {
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const gradients = gradientsOf(pixelObjective(network.model, recipe, scale));
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
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
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates({ network: parameters, optimiser }),
    dispose: () => {
      gradients.dispose();
      release?.();
    },
  };
}

/** Training by pixel loss alone. */
export const pixel: Method<SuperResolutionRecipe> = {
  name: 'super-resolution',
  summary: 'Pixel loss between the output and the original, on pairs of patches.',
  open: superResolutionTask,
  cost: async ({ network, batch, patch }, count) => {
    const { trained, frozen } = await count(network, [batch, patch, patch, 3]);
    return 3 * trained + frozen;
  },
  prerequisites: ({ start, guide, data: { degradations = [] } }) => [
    ...[start, guide].filter((name): name is string => name !== undefined),
    ...degradations.flatMap(networksIn),
  ],
};
