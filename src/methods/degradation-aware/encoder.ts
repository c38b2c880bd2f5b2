import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import { projectionHead } from '../../networks/architectures/degradation-encoder/network';
import { buildNetwork } from '../../networks/network';
import { degradedViews, type Positives } from '../../training/data/degraded-views';
import { openTrainingSet } from '../../training/data/sets';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import { type ContrastSettings, keyNetworks, keyParticipants, keyQueue } from './contrast';
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

/** How many numbers the encoder puts out. */
export const representationSize = (encoder: LayersModel): number =>
  encoder.getLayer('Representation').outputShape[1] as number;

/** Query against key and queue. */
export function contrastObjective(
  networks: {
    readonly encoder: LayersModel;
    readonly head: LayersModel;
    readonly keyEncoder: LayersModel;
    readonly keyHead: LayersModel;
  },
  { batch, patch, contrast }: Pick<DegradationEncoderRecipe, 'batch' | 'patch' | 'contrast'>,
): Objective {
  const size = representationSize(networks.encoder);
  return {
    networks: {
      encoder: { model: networks.encoder, role: 'trained' },
      head: { model: networks.head, role: 'trained' },
      ...keyParticipants(networks.keyEncoder, networks.keyHead),
    },
    inputs: {
      queries: [batch, patch, patch, 3],
      keys: [batch, patch, patch, 3],
      queue: [contrast.queue, size],
    },
    build: (calculus, { queries, keys, queue }) => {
      const [seen] = calculus.apply('encoder', queries, ['Representation']);
      const [asked] = calculus.apply('head', seen);
      const [known] = calculus.apply('keyEncoder', keys, ['Representation']);
      const [given] = calculus.apply('keyHead', known);
      const own = calculus.unitRows(given);
      const total = calculus.infoNce(calculus.unitRows(asked), own, queue, contrast.temperature);
      return { losses: { total }, total, outputs: { keys: own } };
    },
  };
}

async function open(recipe: DegradationEncoderRecipe, { onMessage }: TaskOptions): Promise<Task> {
  const { batch, patch, scale, seed, model, positives, contrast } = recipe;
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const { model: keyEncoder } = await buildNetwork(recipe.network);
  const size = representationSize(network.model);
  const [head, keyHead] = [projectionHead(size, seed), projectionHead(size, seed)];
  const views = degradedViews(images, { patch, batch, scale, seed, model, positives });
  const evaluation = await encoderEvaluation(network, recipe.evaluation, scale);
  const encoderWeights = parametersOf(network.model);
  const headWeights = parametersOf(head);
  const optimiser = adam(encoderWeights.trainable, recipe.adam);
  const headOptimiser = adam(headWeights.trainable, recipe.adam);
  const queue = keyQueue(contrast.queue, size, seed);
  const followers = keyNetworks(
    [
      { original: network.model, copy: keyEncoder },
      { original: head, copy: keyHead },
    ],
    contrast.momentum,
  );
  const gradients = gradientsOf(
    contrastObjective({ encoder: network.model, head, keyEncoder, keyHead }, recipe),
  );
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: gradients.kind,
    step: async (iteration) => {
      const { queries, keys } = await views(iteration);
      const { losses, outputs } = gradients.run({ queries, keys, queue: queue.data });
      if (Number.isFinite(losses.total)) {
        const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
        optimiser.step(iteration, rate);
        headOptimiser.step(iteration, rate);
        followers.follow();
        queue.push(outputs.keys);
      }
      return losses;
    },
    evaluate: () => {
      encoderWeights.sync();
      return evaluation.measure();
    },
    sync: () => encoderWeights.sync(),
    ...joinStates({
      network: encoderWeights,
      optimiser,
      head: headWeights,
      headOptimiser,
      keys: followers,
      queue,
    }),
    dispose: () => {
      gradients.dispose();
      for (const other of [keyEncoder, head, keyHead]) other.dispose();
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
