import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { adam, runningMean } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { buildNetwork, type Network } from '../../networks/network';
import { patchSampler } from '../../training/data/pairs';
import { openTrainingSet } from '../../training/data/sets';
import { psnrEvaluation } from '../../training/evaluate';
import { judge } from '../../training/judge';
import { scaleOf, takeWeights } from '../../training/places';
import {
  type AdamSettings,
  type PairData,
  type RecipeBase,
  learningRate,
  type Schedule,
} from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';

/** A generator against SRGAN's discriminator (Ledig et al. 2017; weights of the losses: BasicSR's names). */
export interface GanRecipe extends RecipeBase {
  readonly task: 'gan';
  readonly data: PairData;
  readonly patch: number;
  /** The finished recipe whose weights the generator begins with. */
  readonly start: string;
  /** Learns where its verdict has a weight alone. */
  readonly discriminator: {
    readonly network: NetworkSpec;
    readonly learningRate: Schedule;
  };
  readonly adam: AdamSettings;
  /** Weights of the generator's losses. */
  readonly losses: {
    /** Mean absolute difference of the pixels. */
    readonly l1: number;
    /** Vanilla GAN: cross-entropy of the discriminator's verdict. */
    readonly adversarial: number;
    /** Mean absolute difference of a classifier's features, added over its layers. */
    readonly perceptual: number;
  };
  /** The classifier that the perceptual loss looks through: a recipe's name and its layers' names. */
  readonly perceptual: { readonly network: string; readonly layers: readonly string[] };
  /** The saved generator is the running mean of its weights with this decay an iteration; 0: the last ones. */
  readonly average: number;
}

interface Models {
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  readonly features: LayersModel;
}

/** The generator's losses: pixels, the discriminator's verdict, a classifier's features (SRGAN, Ledig et al. 2017). */
export function generatorObjective(
  { generator, discriminator, features }: Models,
  recipe: Pick<GanRecipe, 'batch' | 'patch' | 'losses' | 'perceptual'>,
  scale: number,
): Objective {
  const { batch, patch, losses: weights, perceptual } = recipe;
  return {
    networks: {
      generator: { model: generator, role: 'trained' },
      ...(weights.adversarial > 0 && { discriminator: { model: discriminator, role: 'held' } }),
      ...(weights.perceptual > 0 && { features: { model: features, role: 'fixed' } }),
    },
    inputs: { lr: [batch, patch, patch, 3], hr: [batch, patch * scale, patch * scale, 3] },
    build: <T>(calculus: Calculus<T>, { lr, hr }: Readonly<Record<string, T>>) => {
      const [sr] = calculus.apply('generator', lr);
      const losses: Record<string, T> = { l1: calculus.l1(sr, hr) };
      // What has no weight is not computed.
      if (weights.adversarial > 0) {
        const [logits] = calculus.apply('discriminator', sr);
        losses.adversarial = calculus.verdict(logits, true);
      }
      if (weights.perceptual > 0) {
        const seen = calculus.apply('features', sr, perceptual.layers);
        const wanted = calculus.apply('features', hr, perceptual.layers);
        losses.perceptual = calculus.sum(seen.map((feature, i) => [1, calculus.l1(feature, wanted[i])]));
      }
      const total = calculus.sum(
        Object.entries(losses).map(([name, loss]) => [weights[name as keyof typeof weights], loss]),
      );
      return { losses: { ...losses, total }, total, outputs: { sr } };
    },
  };
}

/** A generator that begins where a network of pixel loss ended, against a discriminator that begins anew. */
async function ganTask(recipe: GanRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  await takeWeights(network, await finished(recipe.start));
  const { model: discriminator } = await buildNetwork(recipe.discriminator.network);
  const features: Network = await finished(recipe.perceptual.network);
  const scale = scaleOf(recipe.network);
  const { patch, batch, seed, data } = recipe;
  const sampler = patchSampler(images, { patch, batch, scale, seed, degradations: data.degradations });
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);

  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const mean = runningMean(parameters.trainable, recipe.average);
  const models = { generator: network.model, discriminator, features: features.model };
  const generating = gradientsOf(generatorObjective(models, recipe, scale));
  // Nobody would listen to it.
  const opponent =
    recipe.losses.adversarial > 0
      ? judge(discriminator, recipe, [batch, patch * scale, patch * scale, 3])
      : undefined;
  const sync = (): void => parameters.sync(mean.values());
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: generating.kind,
    step: async (iteration) => {
      const { lr, hr } = await sampler.batch(iteration);
      const { losses, outputs } = generating.run({ lr, hr });
      if (!Number.isFinite(losses.total)) return losses;
      optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      mean.follow();
      return opponent ? { ...losses, discriminator: opponent.step(iteration, hr, outputs.sr) } : losses;
    },
    evaluate: () => {
      sync();
      return evaluation.measure();
    },
    sync,
    ...joinStates({
      network: parameters,
      optimiser,
      mean,
      ...(opponent && { discriminator: opponent.parameters, opponent: opponent.optimiser }),
    }),
    dispose: () => {
      generating.dispose();
      opponent?.dispose();
      features.model.dispose();
    },
  };
}

/** A generator against a discriminator, with a perceptual loss. */
export const gan: Method<GanRecipe> = {
  name: 'gan',
  summary: 'Pixels, the verdict of a discriminator, the features of a classifier (SRGAN, Ledig et al. 2017).',
  open: ganTask,
  cost: async (recipe, count, networkOf) => {
    const { batch, patch, perceptual } = recipe;
    const side = patch * scaleOf(recipe.network);
    const generator = await forwardCost(count, recipe.network, [batch, patch, patch, 3]);
    const judge =
      recipe.losses.adversarial > 0
        ? await forwardCost(count, recipe.discriminator.network, [batch, side, side, 3])
        : 0;
    const features =
      recipe.losses.perceptual > 0
        ? await forwardCost(count, networkOf(perceptual.network), [batch, side, side, 3], perceptual.layers)
        : 0;
    // The verdict on the generator's images and its way back, then both batches with all gradients; features of
    // the generator's images and their way back, and of the true ones.
    return 3 * generator + 2 * judge + 6 * judge + 3 * features;
  },
  prerequisites: ({ start, losses, perceptual }) =>
    losses.perceptual > 0 ? [start, perceptual.network] : [start],
};
