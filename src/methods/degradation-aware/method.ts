import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam, type Optimiser } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { projectionHead } from '../../networks/architectures/degradation-encoder/network';
import { buildNetwork, type Network } from '../../networks/network';
import { degradedViews, type Positives } from '../../training/data/degraded-views';
import { openTrainingSet } from '../../training/data/sets';
import { scaleOf } from '../../training/places';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import {
  forwardCost,
  joinStates,
  type Method,
  type Stateful,
  type Task,
  type TaskOptions,
} from '../../training/task';
import { type ContrastSettings, keyNetworks, keyParticipants, keyQueue } from './contrast';
import { representationSize } from './encoder';
import { outputEvaluation } from './evaluate';

/** Super-resolution of degraded images, the network's own encoder taught by contrast beside: DASR's second stage. */
export interface DegradationAwareRecipe extends RecipeBase {
  readonly task: 'degradation-aware';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly model: LowResolutionModel;
  readonly positives: Positives;
  readonly adam: AdamSettings;
  /** Left out: no contrast. The encoder learns from the outputs alone, as a control (Fig. 3 of DASR); or there is none. */
  readonly contrast?: ContrastSettings & {
    /** Weight of InfoNCE beside the mean absolute difference in [0, 1]; DASR's 1 beside 0 ... 255 is 1 / 255. */
    readonly weight: number;
    /** The finished recipe of the encoder that this one begins with; also tells the key encoder's size. */
    readonly encoder: string;
  };
}

interface Contrasted {
  readonly head: LayersModel;
  readonly keyEncoder: LayersModel;
  readonly keyHead: LayersModel;
  readonly settings: ContrastSettings & { readonly weight: number };
}

/** Mean absolute difference of the pixels, and InfoNCE of what the encoder sees. */
export function awareObjective(
  network: LayersModel,
  { batch, patch }: Pick<DegradationAwareRecipe, 'batch' | 'patch'>,
  scale: number,
  contrasted?: Contrasted,
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
  const { head, keyEncoder, keyHead, settings } = contrasted;
  return {
    networks: {
      network: { model: network, role: 'trained' },
      head: { model: head, role: 'trained' },
      ...keyParticipants(keyEncoder, keyHead),
    },
    inputs: { queries: lr, keys: lr, hr, queue: [settings.queue, representationSize(network)] },
    build: (calculus, { queries, keys, hr: wanted, queue }) => {
      const [sr, seen] = calculus.apply('network', queries, ['Output', 'Representation']);
      const [asked] = calculus.apply('head', seen);
      const [known] = calculus.apply('keyEncoder', keys, ['Representation']);
      const [given] = calculus.apply('keyHead', known);
      const own = calculus.unitRows(given);
      const contrast = calculus.infoNce(calculus.unitRows(asked), own, queue, settings.temperature);
      const l1 = calculus.l1(sr, wanted);
      const total = calculus.sum([
        [1, l1],
        [settings.weight, contrast],
      ]);
      return { losses: { total, l1, contrast }, total, outputs: { keys: own } };
    },
  };
}

async function open(recipe: DegradationAwareRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { batch, patch, seed, model, positives, contrast } = recipe;
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const scale = scaleOf(recipe.network);
  const views = degradedViews(images, { patch, batch, scale, seed, model, positives });
  const evaluation = await outputEvaluation(network, recipe.evaluation, scale);
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const contrasted =
    contrast && (await contrastOf(recipe, contrast, network, await finished(contrast.encoder)));
  const gradients = gradientsOf(awareObjective(network.model, recipe, scale, contrasted));
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

/** What a contrast needs beside the network, which takes over the encoder's weights. */
async function contrastOf(
  { seed, adam: settings }: DegradationAwareRecipe,
  contrast: NonNullable<DegradationAwareRecipe['contrast']>,
  network: Network,
  encoder: Network,
): Promise<
  Contrasted & {
    readonly queue: ReturnType<typeof keyQueue>;
    readonly parts: Record<string, Stateful>;
    follow(iteration: number, rate: number, keys: Float32Array): void;
    dispose(): void;
  }
> {
  const own = parametersOf(network.model);
  for (const { name, value } of parametersOf(encoder.model).all) own.get(name).value.set(value);
  const size = representationSize(encoder.model);
  const [head, keyHead] = [projectionHead(size, seed), projectionHead(size, seed)];
  const keyEncoder = encoder.model;
  const headOptimiser: Optimiser = adam(parametersOf(head).trainable, settings);
  const queue = keyQueue(contrast.queue, size, seed);
  const followers = keyNetworks(
    [
      { original: network.model, copy: keyEncoder },
      { original: head, copy: keyHead },
    ],
    contrast.momentum,
  );
  return {
    head,
    keyEncoder,
    keyHead,
    settings: contrast,
    queue,
    parts: { head: parametersOf(head), headOptimiser, keys: followers, queue },
    follow: (iteration, rate, keys) => {
      headOptimiser.step(iteration, rate);
      followers.follow();
      queue.push(keys);
    },
    dispose: () => {
      for (const one of [head, keyHead, keyEncoder]) one.dispose();
    },
  };
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
  prerequisites: ({ contrast }) => (contrast ? [contrast.encoder] : []),
};
