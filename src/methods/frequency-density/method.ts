import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { ImageSet } from '@ddr-lab/images/image-set';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import { type DegraderInput, degraderInput, givenTo } from '../../networks/architectures/degrader/given';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { degraderKernel } from '../../networks/degrader-kernel';
import { buildNetwork, type Network } from '../../networks/network';
import { domainSampler } from '../../training/data/domains';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { type GanKind, judge } from '../../training/judge';
import {
  type AdamSettings,
  learningRate,
  type PairData,
  type RecipeBase,
  type Schedule,
} from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import {
  type DegraderEvaluation,
  degraderEvaluation,
  domainPatches,
  type DomainPatchesOptions,
} from '../learnt-degradation/evaluate';
import { localMeans } from '../learnt-degradation/local-means';

/** A network that learns to degrade clean LR images until their detail lies as densely as the target domain's (FCA, Ji et al. 2021). */
export interface FrequencyDensityRecipe extends RecipeBase {
  readonly task: 'frequency-density';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly scale: number;
  /** What the target domain is degraded by. */
  readonly target: LowResolutionModel;
  /** The finished comparator that tells whose detail lies more densely: a recipe's name. */
  readonly comparator: string;
  readonly discriminator: { readonly network: NetworkSpec; readonly learningRate: Schedule };
  /** Default `vanilla`. */
  readonly gan?: GanKind;
  readonly adam: AdamSettings;
  readonly losses: {
    /** Squared difference of the comparator's verdicts from 0, level with the target's patches (frequency density consistency). */
    readonly density: number;
    /** The judge's verdict. */
    readonly adversarial: number;
    /** Mean absolute difference of the means over 5 x 5 pixels: colours stay. */
    readonly colours: number;
  };
}

interface Models {
  readonly degrader: LayersModel;
  readonly comparator: LayersModel;
  readonly judge: LayersModel;
  readonly means: LayersModel;
}

/**
 * What the degrader learns from: the comparator finds what it makes level with the target's patches, it passes for them, and it keeps colours. Against patches that are shrunk or enlarged it is not compared: a comparator is surer
 * of one side than of the other, which draws the kernel to where nothing is level (pilots: to a width of 1.0 where 0.6 is right).
 */
export function densityObjective(
  { degrader, comparator, judge: opponent, means }: Models,
  { batch, patch, losses: weights, gan = 'vanilla' }: FrequencyDensityRecipe,
  { noise }: DegraderInput,
): Objective {
  const shape = [batch, patch, patch, 3];
  return {
    networks: {
      degrader: { model: degrader, role: 'trained' },
      comparator: { model: comparator, role: 'fixed' },
      judge: { model: opponent, role: 'held' },
      means: { model: means, role: 'fixed' },
    },
    inputs: { given: [batch, patch, patch, 3 + noise], source: shape, target: shape },
    build: <T>(calculus: Calculus<T>, { given, source, target }: Readonly<Record<string, T>>) => {
      const [made] = calculus.apply('degrader', given);
      const [logits] = calculus.apply('judge', made);
      const [verdicts] = calculus.apply('comparator', calculus.beside(made, target));
      const losses: Record<keyof typeof weights, T> = {
        density: calculus.leastSquares(verdicts, 0),
        adversarial: gan === 'vanilla' ? calculus.verdict(logits, true) : calculus.leastSquares(logits, 1),
        colours: calculus.l1(calculus.apply('means', made)[0], calculus.apply('means', source)[0]),
      };
      const total = calculus.sum(
        Object.entries(losses).map(([name, loss]) => [weights[name as keyof typeof weights], loss]),
      );
      return { losses: { ...losses, total }, total, outputs: { made } };
    },
  };
}

async function open(recipe: FrequencyDensityRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { patch, batch, seed, scale, target } = recipe;
  const input = inputOf(recipe);
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const { model: opponentModel } = await buildNetwork(recipe.discriminator.network);
  const comparator = await finished(recipe.comparator);
  const sampler = domainSampler(images, { patch, batch, scale, seed, target });
  const tests = await openEvaluationSet(recipe.evaluation, 32 * scale);
  const evaluation = await densityEvaluation(network, tests, { ...recipe.evaluation, scale, target });
  const means = localMeans();
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const models = { degrader: network.model, comparator: comparator.model, judge: opponentModel, means };
  const degrading = gradientsOf(densityObjective(models, recipe, input));
  const opponent = judge(opponentModel, recipe, [batch, patch, patch, 3]);
  return {
    network,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: evaluation.name,
    kind: degrading.kind,
    step: async (iteration) => {
      const { source, target: real } = await sampler.batch(iteration);
      const colours = { data: source, height: patch, width: patch };
      const given = givenTo(input, colours, createRandom(seed, 3, iteration));
      const { losses, outputs } = degrading.run({ given, source, target: real });
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
      comparator.model.dispose();
      means.dispose();
    },
  };
}

/** As `degraderEvaluation`, and of a network with kernels `width`, the mean width of those of clean patches, in LR pixels, and `noise`, the deviation of its noise in 8-bit levels. */
async function densityEvaluation(
  network: Network,
  images: ImageSet,
  options: DomainPatchesOptions,
): Promise<DegraderEvaluation> {
  const spectra = await degraderEvaluation(network, images, options);
  if (network.spec.kind !== 'kernel-degrader') return spectra;
  const { source } = await domainPatches(images, options);
  return {
    name: spectra.name,
    measure: async () => {
      const widths = source.map((image) => degraderKernel(network, image).width);
      const width = widths.reduce((a, b) => a + b, 0) / widths.length;
      return { ...(await spectra.measure()), width, noise: noiseOf(network.model) };
    },
  };
}

/** The deviation of the noise that `Noise.conv` makes of independent standard normal planes, over the colours, in 8-bit levels. */
function noiseOf(network: LayersModel): number {
  return tf.tidy(() => {
    const [kernel] = network.getLayer('Noise.conv').getWeights();
    return 255 * Math.sqrt(tf.sum(tf.square(kernel)).dataSync()[0] / 3);
  });
}

/** @throws InputError for a network that does not degrade LR images. */
function inputOf({ name, network }: FrequencyDensityRecipe): DegraderInput {
  const input = degraderInput(network);
  if (input?.shrinks !== 1) {
    throw new InputError(
      `${name}: a network of kind ${network.kind} makes no degraded image of an LR image; take a kernel-degrader, or a degrader of LR images.`,
    );
  }
  return input;
}

/** Learning to degrade by densities of frequencies. */
export const frequencyDensity: Method<FrequencyDensityRecipe> = {
  name: 'frequency-density',
  summary:
    "A degrader learns to be level with the target's patches by the verdicts of a comparator of frequency densities, and to pass for them before a judge on high frequencies (FCA, Ji et al. 2021).",
  open,
  cost: async (recipe, count, networkOf) => {
    const { network, comparator, discriminator, batch, patch } = recipe;
    const of = (spec: NetworkSpec, planes: number): Promise<number> =>
      forwardCost(count, spec, [batch, patch, patch, planes]);
    const degrader = await of(network, 3 + inputOf(recipe).noise);
    const [pair, verdict] = [await of(networkOf(comparator), 6), await of(discriminator.network, 3)];
    // A pair's verdict and another on what was made and their way back; then two verdicts with all gradients.
    return 3 * degrader + 2 * (pair + verdict) + 6 * verdict;
  },
  prerequisites: ({ comparator }) => [comparator],
};
