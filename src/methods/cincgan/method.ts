import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { buildNetwork, type Network, readWeights } from '../../networks/network';
import { openTrainingSet } from '../../training/data/sets';
import { unpairedSampler } from '../../training/data/unpaired';
import { psnrEvaluation } from '../../training/evaluate';
import { judge } from '../../training/judge';
import { scaleOf } from '../../training/places';
import {
  type AdamSettings,
  type PairData,
  type RecipeBase,
  learningRate,
  type Schedule,
} from '../../training/recipe';
import {
  forwardCost,
  joinStates,
  type Method,
  type Task,
  type TaskOptions,
  type Values,
} from '../../training/task';
import { degradingObjective, meanColours, restoringObjective } from './objectives';

/**
 * Unpaired restoration and super-resolution (CinCGAN, Yuan et al. 2018, its inner cycle): degraded LR patches on
 * one side, clean LR patches of other images on the other.
 */
export interface UnpairedRecipe extends RecipeBase {
  readonly task: 'cincgan';
  readonly data: PairData;
  readonly patch: number;
  /** The network that leads back, from clean to degraded. */
  readonly backward: NetworkSpec;
  readonly discriminator: {
    readonly network: NetworkSpec;
    readonly learningRate: Schedule;
  };
  readonly adam: AdamSettings;
  readonly losses: {
    readonly adversarial: number;
    readonly cycle: number;
    readonly identity: number;
    readonly totalVariation: number;
  };
  /**
   * The way from clean to degraded, which the published inner cycle does not have: a second discriminator teaches the
   * degrading network to make of clean patches what the degraded ones look like, and the restoring network learns from
   * these pairs as well. Left out: as published.
   */
  readonly reverse?: {
    readonly discriminator: NetworkSpec;
    /** Weight of passing for degraded. */
    readonly adversarial: number;
    /** Weight of the mean absolute difference between a clean patch and what is restored of its degraded version. */
    readonly pairs: number;
    /** Weight of the mean absolute difference between mean colours of squares before and after the degrading network. */
    readonly colours: number;
    /** Standard deviation of the noise on the clean patches before they are degraded, in 8-bit levels. */
    readonly noise: number;
    /** Iterations that the degrading network has to itself; only then the restoring one begins to learn, and its schedules. */
    readonly lead: number;
  };
  /** The finished recipe whose network super-resolves what this one has restored. */
  readonly superResolution: string;
}

/**
 * Unpaired restoration, saved together with the network that super-resolves what it restored: one network from
 * degraded LR to HR, of kind `cincgan`.
 */
async function unpairedTask(recipe: UnpairedRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const superResolution = await finished(recipe.superResolution);
  const forward = await buildNetwork(recipe.network);
  const network = await chained(recipe.network, superResolution);
  const { model: backward } = await buildNetwork(recipe.backward);
  const { model: discriminator } = await buildNetwork(recipe.discriminator.network);
  const { patch, batch, seed, data, reverse } = recipe;
  const scale = scaleOf(superResolution.spec);
  const sampler = unpairedSampler(images, { patch, batch, scale, seed, degradations: data.degradations });
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);

  const lead = reverse?.lead ?? 0;
  const own = parametersOf(forward.model);
  const back = parametersOf(backward);
  const optimiser = adam(own.trainable, recipe.adam);
  const returning = adam(back.trainable, recipe.adam);
  const shape = [batch, patch, patch, 3];
  const colours = reverse && meanColours();
  const ofClean = judge(discriminator, { ...recipe, iterations: recipe.iterations - lead }, shape);
  const ofDegraded = reverse && judge((await buildNetwork(reverse.discriminator)).model, recipe, shape);
  const restoring = gradientsOf(
    restoringObjective({ forward: forward.model, backward, discriminator }, recipe, shape),
  );
  const degrading = gradientsOf(
    degradingObjective(
      { forward: forward.model, backward, discriminator: ofDegraded?.model, colours },
      recipe,
      shape,
    ),
  );
  const whole = parametersOf(network.model);
  const sync = (): void => {
    for (const { name, value } of own.all) whole.get(`Clean${name}`).value.set(value);
    whole.sync();
  };
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: restoring.kind,
    step: async (iteration): Promise<Values> => {
      const { degraded, clean } = await sampler.batch(iteration);
      const later = iteration - lead;
      const there = degrading.run(
        reverse ? { degraded, clean: withNoise(clean, reverse.noise, seed, iteration) } : { degraded },
      );
      const { faked } = there.outputs;
      if (!Number.isFinite(there.losses.total)) return { total: NaN };
      returning.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      const reversed: Values =
        ofDegraded && faked
          ? {
              'reverse adversarial': there.losses.adversarial,
              'reverse discriminator': ofDegraded.step(iteration, degraded, faked),
            }
          : {};
      if (later <= 0) return { total: there.losses.total, ...reversed };
      const { losses, outputs } = restoring.run(faked ? { degraded, clean, faked } : { degraded, clean });
      if (!Number.isFinite(losses.total)) return { ...losses, total: NaN };
      optimiser.step(later, learningRate(recipe.learningRate, later, recipe.iterations - lead));
      const verdict = ofClean.step(later, clean, outputs.restored);
      return { ...losses, discriminator: verdict, ...reversed };
    },
    evaluate: () => {
      sync();
      return evaluation.measure();
    },
    sync,
    ...joinStates({
      network: own,
      optimiser,
      backward: back,
      returning,
      discriminator: ofClean.parameters,
      opponent: ofClean.optimiser,
      ...(ofDegraded
        ? { 'reverse discriminator': ofDegraded.parameters, 'reverse opponent': ofDegraded.optimiser }
        : {}),
    }),
    dispose: () => {
      for (const gradients of [restoring, degrading, ofClean, ofDegraded]) gradients?.dispose();
      for (const model of [forward.model, backward, colours]) model?.dispose();
    },
  };
}

/** Faint noise, which the degrading network can make its own noise from: it has no other source of chance. */
function withNoise(images: Float32Array, levels: number, seed: number, iteration: number): Float32Array {
  const random = createRandom(seed, 6, iteration);
  return images.map((value) => value + (levels / 255) * random.normal());
}

/** A fresh restoration network before a finished super-resolution network. */
async function chained(restoration: NetworkSpec, superResolution: Network): Promise<Network> {
  const { spec, model } = superResolution;
  if (restoration.kind !== 'restoration' || spec.kind !== 'srresnet') {
    throw new InputError(
      `An unpaired recipe takes a network of kind restoration and an srresnet behind it, not ${restoration.kind} and ${spec.kind}.`,
    );
  }
  const network = await buildNetwork({ kind: 'cincgan', restoration, superResolution: spec });
  const whole = parametersOf(network.model);
  for (const [name, { data }] of await readWeights(model)) whole.get(name).value.set(data);
  whole.sync();
  model.dispose();
  return network;
}

/** Restoration learnt without pairs, and super-resolution of what it restores. */
export const cincgan: Method<UnpairedRecipe> = {
  name: 'cincgan',
  summary: 'Degraded patches, and clean ones of other images: the inner cycle of CinCGAN (Yuan et al. 2018).',
  open: unpairedTask,
  cost: async (recipe, count) => {
    const { batch, patch } = recipe;
    const shape = [batch, patch, patch, 3];
    const there = await forwardCost(count, recipe.network, shape);
    const back = await forwardCost(count, recipe.backward, shape);
    const judge = await forwardCost(count, recipe.discriminator.network, shape);
    // There and back again, for each of the two with the other's gradients left out, clean images through the first (they
    // should not change), and the verdict on the restored images, with its way back, and on both batches.
    const asPublished = 7 * there + 5 * back + 2 * judge + 6 * judge;
    // Clean images through the second, what it made of them through the first, and another verdict.
    return asPublished + (recipe.reverse ? 3 * back + 3 * there + 8 * judge : 0);
  },
  prerequisites: ({ superResolution }) => [superResolution],
};
