import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { type DegraderInput, degraderInput, givenTo } from '../../networks/architectures/degrader/given';
import { buildNetwork, type Network } from '../../networks/network';
import { domainSampler } from '../../training/data/domains';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { judge } from '../../training/judge';
import {
  type AdamSettings,
  type PairData,
  type RecipeBase,
  learningRate,
  type Schedule,
} from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import { degraderEvaluation } from './evaluate';
import { localMeans } from './local-means';

/** A network that learns to degrade clean LR images so that they pass for those of another domain, without pairs. */
export interface LearntDegradationRecipe extends RecipeBase {
  readonly task: 'learnt-degradation';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly scale: number;
  /** What the target domain is degraded by. */
  readonly target: LowResolutionModel;
  readonly discriminator: { readonly network: NetworkSpec; readonly learningRate: Schedule };
  readonly adam: AdamSettings;
  readonly losses: {
    /** Cross-entropy of the judge's verdict. */
    readonly adversarial: number;
    /** Mean absolute difference of the means over 5 x 5 pixels: colours stay. */
    readonly colours: number;
    /** Mean absolute difference of a classifier's features, added over its layers. */
    readonly perceptual: number;
  };
  /** The classifier that the perceptual loss looks through: a recipe's name and its layers' names. */
  readonly perceptual: { readonly network: string; readonly layers: readonly string[] };
}

interface Models {
  readonly degrader: LayersModel;
  readonly judge: LayersModel;
  readonly means: LayersModel;
  readonly features?: LayersModel;
}

/** What a degrading network learns from (DSGAN, Fritsche et al. 2019): its images pass for the target's, and keep colours and content. */
export function degraderObjective(
  { degrader, judge: opponent, means, features }: Models,
  { batch, patch, losses: weights, perceptual }: LearntDegradationRecipe,
  { shrinks, noise }: DegraderInput,
): Objective {
  const shape = [batch, patch, patch, 3];
  const side = patch * shrinks;
  return {
    networks: {
      degrader: { model: degrader, role: 'trained' },
      judge: { model: opponent, role: 'held' },
      means: { model: means, role: 'fixed' },
      ...(features && { features: { model: features, role: 'fixed' as const } }),
    },
    inputs: { given: [batch, side, side, 3 + noise], source: shape },
    build: <T>(calculus: Calculus<T>, { given, source }: Readonly<Record<string, T>>) => {
      const [made] = calculus.apply('degrader', given);
      const [logits] = calculus.apply('judge', made);
      const losses: Record<string, T> = {
        adversarial: calculus.verdict(logits, true),
        colours: calculus.l1(calculus.apply('means', made)[0], calculus.apply('means', source)[0]),
      };
      if (features) {
        const seen = calculus.apply('features', made, perceptual.layers);
        const wanted = calculus.apply('features', source, perceptual.layers);
        losses.perceptual = calculus.sum(seen.map((feature, i) => [1, calculus.l1(feature, wanted[i])]));
      }
      const total = calculus.sum(
        Object.entries(losses).map(([name, loss]) => [weights[name as keyof typeof weights], loss]),
      );
      return { losses: { ...losses, total }, total, outputs: { made } };
    },
  };
}

async function open(recipe: LearntDegradationRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const { model: opponentModel } = await buildNetwork(recipe.discriminator.network);
  const features: Network | undefined =
    recipe.losses.perceptual > 0 ? await finished(recipe.perceptual.network) : undefined;
  const { patch, batch, seed, scale, target } = recipe;
  const sampler = domainSampler(images, { patch, batch, scale, seed, target });
  const tests = await openEvaluationSet(recipe.evaluation, 32 * scale);
  const evaluation = await degraderEvaluation(network, tests, { ...recipe.evaluation, scale, target });
  const means = localMeans();
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const input = inputOf(recipe);
  const degrading = gradientsOf(
    degraderObjective(
      { degrader: network.model, judge: opponentModel, means, features: features?.model },
      recipe,
      input,
    ),
  );
  const opponent = judge(opponentModel, recipe, [batch, patch, patch, 3]);
  return {
    network,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: evaluation.name,
    kind: degrading.kind,
    step: async (iteration) => {
      const { source, original, target: real } = await sampler.batch(iteration);
      const side = patch * input.shrinks;
      const colours = { data: input.shrinks === 1 ? source : original, height: side, width: side };
      const given = givenTo(input, colours, createRandom(seed, 3, iteration));
      const { losses, outputs } = degrading.run({ given, source });
      if (!Number.isFinite(losses.total)) return losses;
      optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      return { ...losses, discriminator: opponent.step(iteration, real, outputs.made) };
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates({
      network: parameters,
      optimiser,
      discriminator: opponent.parameters,
      opponent: opponent.optimiser,
    }),
    dispose: () => {
      degrading.dispose();
      opponent.dispose();
      means.dispose();
      features?.model.dispose();
    },
  };
}

/** @throws InputError for a network that does not degrade, or by another scale. */
function inputOf({ name, network, scale }: LearntDegradationRecipe): DegraderInput {
  const input = degraderInput(network);
  if (!input || (input.shrinks > 1 && input.shrinks !== scale)) {
    throw new InputError(
      `${name}: a network of kind ${network.kind} makes no LR images by ${scale}; that takes a degrader, of HR images at scale 4 alone.`,
    );
  }
  return input;
}

/** Learning to degrade, without pairs. */
export const learntDegradation: Method<LearntDegradationRecipe> = {
  name: 'learnt-degradation',
  summary:
    'A judge on high frequencies, colours that stay: clean images come to look like those of another domain (DSGAN, Fritsche et al. 2019; DASR, Wei et al. 2021; MSSR, Lee et al. 2022).',
  open,
  cost: async (recipe, count, networkOf) => {
    const { network, discriminator, losses, perceptual, batch, patch } = recipe;
    const { shrinks, noise } = inputOf(recipe);
    const degrader = await forwardCost(count, network, [batch, patch * shrinks, patch * shrinks, 3 + noise]);
    const verdict = await forwardCost(count, discriminator.network, [batch, patch, patch, 3]);
    const features =
      losses.perceptual > 0
        ? await forwardCost(count, networkOf(perceptual.network), [batch, patch, patch, 3], perceptual.layers)
        : 0;
    // The verdict on what was made and its way back, then both batches with all gradients.
    return 3 * degrader + 2 * verdict + 6 * verdict + 3 * features;
  },
  prerequisites: ({ losses, perceptual }) => (losses.perceptual > 0 ? [perceptual.network] : []),
};
