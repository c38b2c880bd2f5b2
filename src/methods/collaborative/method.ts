import { InputError } from '@ddr-lab/base/errors';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { MEMBERS } from '../../networks/architectures/sr-mean/network';
import { buildNetwork } from '../../networks/network';
import { generatedSampler, generatingCost } from '../../training/data/generated';
import { openTrainingSet } from '../../training/data/sets';
import { meanValues, psnrEvaluation } from '../../training/evaluate';
import { scaleOf, takeWeights } from '../../training/places';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import { forwardCost, joinStates, type Method, type Task, type TaskOptions } from '../../training/task';
import { memberObjective } from './objective';

/** Two super-resolution networks, each on what a degrader of its own makes, that come to agree on the other's LR images and on true ones; saved as their mean (MSSR, Lee et al. 2022). */
export interface CollaborativeRecipe extends RecipeBase {
  readonly task: 'collaborative';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** What the target domain is degraded by: the degraders' own. */
  readonly target: LowResolutionModel;
  /** The finished recipe whose weights both networks begin with; left out: fresh ones, not the same. */
  readonly start?: string;
  /** The finished recipes of the degraders, the first network's and the second's. */
  readonly degraders: readonly [string, string];
  readonly adam: AdamSettings;
  readonly losses: {
    /** Mean absolute difference of pixels, on a network's own LR images. */
    readonly pixels: number;
    /** Mean absolute difference between what both make of the other's LR images. */
    readonly agreement: number;
    /** Mean absolute difference from the mean of what both make of true LR images; times the iteration's number over all of them. */
    readonly target: number;
  };
}

/** The spec of each of the two networks. */
function memberOf({ name, network }: Pick<CollaborativeRecipe, 'name' | 'network'>): NetworkSpec {
  if (network.kind !== 'sr-mean') {
    throw new InputError(`${name}: the pair is saved as a network of kind sr-mean, not ${network.kind}.`);
  }
  return { ...network, kind: 'srresnet' };
}

async function open(recipe: CollaborativeRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { patch, batch, seed, target, start } = recipe;
  const spec = memberOf(recipe);
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const members = await Promise.all(MEMBERS.map(() => buildNetwork(spec)));
  const whole = parametersOf(network.model);
  for (const [k, member] of members.entries()) {
    if (start) await takeWeights(member, await finished(start));
    else {
      for (const { name, value } of parametersOf(member.model).all) {
        value.set(whole.get(`${MEMBERS[k]}${name}`).value);
      }
    }
  }
  const degraders = await Promise.all(recipe.degraders.map((name) => finished(name)));
  const scale = scaleOf(recipe.network);
  const sampler = generatedSampler(images, { patch, batch, scale, seed, target, degraders });
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);
  const learners = members.map(({ model }, k) => {
    const parameters = parametersOf(model);
    return {
      parameters,
      optimiser: adam(parameters.trainable, recipe.adam),
      gradients: gradientsOf(memberObjective(model, members[1 - k].model, recipe, scale)),
    };
  });
  const sync = (): void => {
    for (const [k, { parameters }] of learners.entries()) {
      for (const { name, value } of parameters.all) whole.get(`${MEMBERS[k]}${name}`).value.set(value);
    }
    whole.sync();
  };
  const share = new Float32Array(batch * (patch * scale) ** 2 * 3);
  return {
    network,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: evaluation.name,
    kind: learners[0].gradients.kind,
    step: async (iteration) => {
      const { hr, made, target: real } = await sampler.batch(iteration);
      share.fill(iteration / recipe.iterations);
      // Both look at the other as it was before either's step.
      const runs = learners.map(({ gradients }, k) =>
        gradients.run({ made: made[k], others: made[1 - k], target: real, hr, share }),
      );
      const losses = meanValues(runs.map((run) => run.losses));
      if (!Number.isFinite(losses.total)) return losses;
      const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
      for (const { optimiser } of learners) optimiser.step(iteration, rate);
      return losses;
    },
    evaluate: () => {
      sync();
      return evaluation.measure();
    },
    sync,
    ...joinStates(
      Object.fromEntries(
        learners.flatMap(({ parameters, optimiser }, k) => [
          [MEMBERS[k], parameters],
          [`${MEMBERS[k]} optimiser`, optimiser],
        ]),
      ),
    ),
    dispose: () => {
      for (const { gradients } of learners) gradients.dispose();
      for (const { model } of [...members, ...degraders]) model.dispose();
    },
  };
}

/** A pair of networks that come to agree. */
export const collaborative: Method<CollaborativeRecipe> = {
  name: 'collaborative',
  summary:
    'Two networks, each on what its own degrader makes: pixels there, agreement with the other on its LR patches and on true ones (MSSR, Lee et al. 2022).',
  open,
  cost: async (recipe, count, networkOf) => {
    const { batch, patch, degraders } = recipe;
    const member = await forwardCost(count, memberOf(recipe), [batch, patch, patch, 3]);
    const making = await Promise.all(degraders.map((name) => generatingCost(networkOf(name), recipe, count)));
    // Each learns from three batches, and looks at what the other makes of two.
    return 2 * (3 * 3 + 2) * member + making.reduce((a, b) => a + b, 0);
  },
  prerequisites: ({ start, degraders }) => [...(start === undefined ? [] : [start]), ...degraders],
};
