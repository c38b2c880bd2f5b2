import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam, type Optimiser, runningMean } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { type Parameter, parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { type DegraderInput, degraderInput, givenTo } from '../../networks/architectures/degrader/given';
import { buildNetwork, type Network } from '../../networks/network';
import { domainSampler } from '../../training/data/domains';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { type GanKind, type Judge, judge } from '../../training/judge';
import {
  type AdamSettings,
  type PairData,
  type RecipeBase,
  learningRate,
  type Schedule,
} from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import { degraderEvaluation } from './evaluate';
import { imageMeans } from './image-means';
import { localMeans } from './local-means';
import { type DegraderModels, degraderObjective } from './objective';

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
    /** Squared mean of the noise of an image, of networks that have a layer `Noise`; default 0. */
    readonly bias?: number;
  };
  /** Cross-entropy (default), or the squared distance of verdicts from 1 and 0 (LSGAN). */
  readonly gan?: GanKind;
  /** Layers, by how their names begin, that learn faster or slower than the others, and by how much. */
  readonly rates?: Readonly<Record<string, number>>;
  /** The saved network is the running mean of its weights with this decay an iteration; default 0: the last ones. */
  readonly average?: number;
  /** The classifier that the perceptual loss looks through: a recipe's name and its layers' names. */
  readonly perceptual: { readonly network: string; readonly layers: readonly string[] };
}

/** One optimiser for layers that learn alike. */
interface Group {
  readonly optimiser: Optimiser;
  readonly times: number;
}

/** Opens a degrader's training, and says which judge it learns against. */
export async function openDegrading(
  recipe: LearntDegradationRecipe,
  { onMessage, finished }: TaskOptions,
): Promise<Task & { readonly opponent: Judge }> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const { model: opponentModel } = await buildNetwork(recipe.discriminator.network);
  const { patch, batch, seed, scale, target, losses: weights, average = 0 } = recipe;
  const features: Network | undefined =
    weights.perceptual > 0 ? await finished(recipe.perceptual.network) : undefined;
  const sampler = domainSampler(images, { patch, batch, scale, seed, target });
  const tests = await openEvaluationSet(recipe.evaluation, 32 * scale);
  const evaluation = await degraderEvaluation(network, tests, { ...recipe.evaluation, scale, target });
  const fixed = fixedModels(recipe);
  const parameters = parametersOf(network.model);
  const groups = groupsOf(parameters.trainable, recipe);
  const mean = runningMean(parameters.trainable, average);
  const input = inputOf(recipe);
  const degrading = gradientsOf(
    degraderObjective(
      { degrader: network.model, judge: opponentModel, features: features?.model, ...fixed },
      recipe,
      input,
    ),
  );
  const opponent = judge(opponentModel, recipe, [batch, patch, patch, 3]);
  const sync = (): void => parameters.sync(mean.values());
  return {
    network,
    opponent,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: evaluation.name,
    kind: degrading.kind,
    step: async (iteration) => {
      const { source, original, target: real } = await sampler.batch(iteration);
      const side = patch * input.shrinks;
      const colours = { data: input.shrinks === 1 ? source : original, height: side, width: side };
      const given = givenTo(input, colours, createRandom(seed, 3, iteration));
      const { losses, outputs } = degrading.run({
        given,
        source,
        ...(fixed.imageMeans && { silence: new Float32Array(3 * batch) }),
      });
      if (!Number.isFinite(losses.total)) return losses;
      const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
      for (const { optimiser, times } of groups) optimiser.step(iteration, times * rate);
      mean.follow();
      return { ...losses, discriminator: opponent.step(iteration, real, outputs.made) };
    },
    evaluate: () => {
      sync();
      return evaluation.measure();
    },
    sync,
    ...joinStates({
      network: parameters,
      ...Object.fromEntries(
        groups.map(({ optimiser }, i) => [i === 0 ? 'optimiser' : `optimiser ${i}`, optimiser]),
      ),
      mean,
      discriminator: opponent.parameters,
      opponent: opponent.optimiser,
    }),
    dispose: () => {
      degrading.dispose();
      opponent.dispose();
      for (const model of [fixed.means, fixed.imageMeans, features?.model]) model?.dispose();
    },
  };
}

/** What is measured of images, where it has a weight. */
function fixedModels({ losses }: LearntDegradationRecipe): Pick<DegraderModels, 'means' | 'imageMeans'> {
  return {
    means: losses.colours > 0 ? localMeans() : undefined,
    imageMeans: (losses.bias ?? 0) > 0 ? imageMeans() : undefined,
  };
}

/** Layers that learn alike share an optimiser; those that are not named have the first one. */
function groupsOf(
  trainable: readonly Parameter[],
  { adam: settings, rates = {} }: LearntDegradationRecipe,
): Group[] {
  const beginnings = Object.keys(rates);
  const beginningOf = ({ name }: Parameter): string | undefined =>
    beginnings.find((beginning) => name.startsWith(beginning));
  return [undefined, ...beginnings].map((beginning) => ({
    optimiser: adam(
      trainable.filter((parameter) => beginningOf(parameter) === beginning),
      settings,
    ),
    times: beginning === undefined ? 1 : rates[beginning],
  }));
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
  open: openDegrading,
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
