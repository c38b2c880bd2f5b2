import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { buildNetwork, type Network } from '../../networks/network';
import { degradedViews, type Positives } from '../../training/data/degraded-views';
import { openTrainingSet } from '../../training/data/sets';
import { scaleOf, takeWeights } from '../../training/places';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import {
  forwardCost,
  joinStates,
  type Method,
  type Stateful,
  type Task,
  type TaskOptions,
} from '../../training/task';
import {
  type Contrast,
  contrastLoss,
  type ContrastModels,
  contrastParticipants,
  type ContrastSettings,
  openContrast,
  representationSize,
} from './contrast';
import { outputEvaluation } from './evaluate';

/** Super-resolution of degraded images, the network's own encoder taught by contrast beside: DASR's second stage. */
export interface DegradationAwareRecipe extends RecipeBase {
  readonly task: 'degradation-aware';
  readonly data: PairData;
  /** The finished recipe whose weights this one begins with; without it the encoder begins as the contrast's. */
  readonly start?: string;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly model: LowResolutionModel;
  readonly positives: Positives;
  readonly adam: AdamSettings;
  /** Left out: no contrast. The encoder learns from the outputs alone, as a control (Fig. 3 of DASR); or there is none. */
  readonly contrast?: ContrastSettings & {
    /** Weight of InfoNCE beside the mean absolute difference in [0, 1]; DASR's 1 beside 0 ... 255 is 1 / 255. */
    readonly weight: number;
    /** The finished recipe of the encoder that the network begins with (without `start`); also tells the key encoder's size. */
    readonly encoder: string;
  };
}

/** Mean absolute difference of the pixels, and InfoNCE of what the encoder sees. */
export function awareObjective(
  network: LayersModel,
  { batch, patch }: Pick<DegradationAwareRecipe, 'batch' | 'patch'>,
  scale: number,
  contrasted?: ContrastModels & { readonly settings: NonNullable<DegradationAwareRecipe['contrast']> },
): Objective {
  const lr = [batch, patch, patch, 3];
  const hr = [batch, patch * scale, patch * scale, 3];
  if (!contrasted) {
    return {
      networks: { network: { model: network, role: 'trained' } },
      inputs: { queries: lr, hr },
      build: (calculus, { queries, hr: wanted }) => {
        const total = calculus.l1(calculus.apply('network', queries)[0], wanted);
        return { losses: { total }, total };
      },
    };
  }
  const { settings } = contrasted;
  return {
    networks: { network: { model: network, role: 'trained' }, ...contrastParticipants(contrasted) },
    inputs: { queries: lr, keys: lr, hr, queue: [settings.queue, representationSize(network)] },
    build: (calculus, { queries, hr: wanted, ...given }) => {
      const [sr, seen] = calculus.apply('network', queries, ['Output', 'Representation']);
      const { loss, keys } = contrastLoss(calculus, { seen, keys: given.keys, queue: given.queue }, settings);
      const l1 = calculus.l1(sr, wanted);
      const total = calculus.sum([
        [1, l1],
        [settings.weight, loss],
      ]);
      return { losses: { total, l1, contrast: loss }, total, outputs: { keys } };
    },
  };
}

async function open(recipe: DegradationAwareRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { batch, patch, seed, model, positives, contrast, start } = recipe;
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  if (start) await takeWeights(network, await finished(start));
  const scale = scaleOf(recipe.network);
  const views = degradedViews(images, { patch, batch, scale, seed, model, positives });
  const evaluation = await outputEvaluation(network, recipe.evaluation, scale);
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const contrasted = contrast && withEncoder(network, await finished(contrast.encoder), contrast, recipe);
  const gradients = gradientsOf(
    awareObjective(network.model, recipe, scale, contrasted && { ...contrasted, settings: contrast }),
  );
  const parts: Record<string, Stateful> = { network: parameters, optimiser, ...contrasted?.parts };
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: gradients.kind,
    step: async (iteration) => {
      const { queries, keys, hr } = await views(iteration);
      const given: Record<string, Float32Array> = contrasted
        ? { queries, keys, hr, queue: contrasted.queue.data }
        : { queries, hr };
      const { losses, outputs } = gradients.run(given);
      if (Number.isFinite(losses.total)) {
        const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
        optimiser.step(iteration, rate);
        contrasted?.follow(iteration, rate, outputs.keys);
      }
      return losses;
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates(parts),
    dispose: () => {
      gradients.dispose();
      contrasted?.dispose();
    },
  };
}

/** Gives the network the finished encoder's weights, unless it began with others; the encoder itself goes on as the one that makes the keys. */
function withEncoder(
  network: Network,
  { model: encoder }: Network,
  settings: ContrastSettings,
  recipe: DegradationAwareRecipe,
): Contrast {
  const own = parametersOf(network.model);
  if (!recipe.start) {
    for (const { name, value } of parametersOf(encoder).all) own.get(name).value.set(value);
  }
  return openContrast(network.model, encoder, settings, recipe);
}

/** Super-resolution of degraded images with a representation of how they were degraded. */
export const degradationAware: Method<DegradationAwareRecipe> = {
  name: 'degradation-aware',
  summary:
    'originals and images degraded by blur and noise drawn from ranges; the network holds an encoder, which contrast teaches beside (DASR, Wang et al. 2021)',
  open,
  cost: async ({ network, batch, patch, contrast }, count, networkOf: (name: string) => NetworkSpec) => {
    const input = [batch, patch, patch, 3];
    const { trained, frozen } = await count(network, input);
    const keys = contrast ? await forwardCost(count, networkOf(contrast.encoder), input) : 0;
    return 3 * trained + frozen + keys;
  },
  prerequisites: ({ contrast, start }) =>
    [contrast?.encoder, start].filter((name): name is string => name !== undefined),
};
