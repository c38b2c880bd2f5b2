import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { buildNetwork, type Network } from '../../networks/network';
import { type PlaneMap, verdictMaps } from '../../networks/verdict-map';
import { generatedSampler, generatingCost } from '../../training/data/generated';
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
import { domainDistanceObjective, lowBand } from './objective';

/** Super-resolution of what a degrader makes, each place weighed by how much it looks like the target domain, and of true LR patches by a judge on high frequencies (DASR, Wei et al. 2021). */
export interface DomainDistanceRecipe extends RecipeBase {
  readonly task: 'domain-distance';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** What the target domain is degraded by: the degrader's own. */
  readonly target: LowResolutionModel;
  /** The finished recipe whose weights the network begins with; left out: fresh ones. */
  readonly start?: string;
  /** The finished recipe of the degrader. */
  readonly degrader: string;
  /** `judged`: places weigh by a judge's verdicts, over the batch's mean of them. `flat`: all weigh 1, the control. */
  readonly map: 'judged' | 'flat';
  /** The finished recipe of the degrader's judge, which the map is made by. */
  readonly domainJudge: string;
  /** On the high frequencies of HR patches; learns along. */
  readonly discriminator: { readonly network: NetworkSpec; readonly learningRate: Schedule };
  readonly adam: AdamSettings;
  readonly losses: {
    /** Mean absolute difference of pixels times the map. */
    readonly pixels: number;
    /** Mean absolute difference of means of 2 x 2 pixels. */
    readonly low: number;
    /** Cross-entropy of the judge's verdict on SR of true LR patches. */
    readonly adversarial: number;
    /** Mean absolute difference of a classifier's features, added over its layers. */
    readonly perceptual: number;
  };
  /** The classifier that the perceptual loss looks through: a recipe's name and its layers' names. */
  readonly perceptual: { readonly network: string; readonly layers: readonly string[] };
}

async function open(recipe: DomainDistanceRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { patch, batch, seed, target, losses: weights } = recipe;
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  if (recipe.start) await takeWeights(network, await finished(recipe.start));
  const degrader = await finished(recipe.degrader);
  const ofDomains: Network | undefined =
    recipe.map === 'judged' ? await finished(recipe.domainJudge) : undefined;
  const { model: discriminator } = await buildNetwork(recipe.discriminator.network);
  const features: Network | undefined =
    weights.perceptual > 0 ? await finished(recipe.perceptual.network) : undefined;
  const low = lowBand();
  const scale = scaleOf(recipe.network);
  const sampler = generatedSampler(images, { patch, batch, scale, seed, target, degraders: [degrader] });
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const models = { network: network.model, judge: discriminator, low, features: features?.model };
  const learning = gradientsOf(domainDistanceObjective(models, recipe, scale));
  // Nobody would listen to it.
  const opponent =
    weights.adversarial > 0
      ? judge(discriminator, recipe, [batch, patch * scale, patch * scale, 3])
      : undefined;
  if (!opponent) discriminator.dispose();
  const even = new Float32Array(batch * (patch * scale) ** 2 * 3).fill(1);
  return {
    network,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: evaluation.name,
    kind: learning.kind,
    step: async (iteration) => {
      const { hr, made, target: real } = await sampler.batch(iteration);
      const map = ofDomains
        ? mapWeights(verdictMaps(ofDomains, { data: made[0], height: patch, width: patch }, scale))
        : even;
      const { losses, outputs } = learning.run({ made: made[0], hr, map, target: real });
      if (!Number.isFinite(losses.total)) return losses;
      optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      return opponent ? { ...losses, discriminator: opponent.step(iteration, hr, outputs.real) } : losses;
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates({
      network: parameters,
      optimiser,
      ...(opponent && { discriminator: opponent.parameters, opponent: opponent.optimiser }),
    }),
    dispose: () => {
      learning.dispose();
      opponent?.dispose();
      for (const model of [low, degrader.model, ofDomains?.model, features?.model]) model?.dispose();
    },
  };
}

/** Maps of a batch divided by their mean, so that the weight of the whole stays as it is (ours), once for each colour: N x H x W x 3. */
export function mapWeights(maps: readonly PlaneMap[]): Float32Array {
  const size = maps[0].data.length;
  let sum = 0;
  for (const { data } of maps) for (const value of data) sum += value;
  const mean = sum / (maps.length * size);
  return Float32Array.from({ length: maps.length * size * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return maps[Math.floor(pixel / size)].data[pixel % size] / mean;
  });
}

/** Super-resolution that knows domain distance. */
export const domainDistance: Method<DomainDistanceRecipe> = {
  name: 'domain-distance',
  summary:
    'Pixels of generated pairs, weighed by how much they look like the target domain, and a judge on the high frequencies of what is made of true LR patches (DASR, Wei et al. 2021).',
  open,
  cost: async (recipe, count, networkOf) => {
    const { batch, patch, losses, perceptual } = recipe;
    const side = patch * scaleOf(recipe.network);
    const ofHr = [batch, side, side, 3];
    const network = await forwardCost(count, recipe.network, [batch, patch, patch, 3]);
    const making = await generatingCost(networkOf(recipe.degrader), recipe, count);
    const verdict = losses.adversarial > 0 ? await forwardCost(count, recipe.discriminator.network, ofHr) : 0;
    const features =
      losses.perceptual > 0
        ? await forwardCost(count, networkOf(perceptual.network), ofHr, perceptual.layers)
        : 0;
    // Generated and true patches; the verdict and its way back, then both batches with all gradients.
    return (losses.adversarial > 0 ? 6 : 3) * network + 2 * verdict + 6 * verdict + 3 * features + making;
  },
  prerequisites: ({ start, degrader, map, domainJudge, losses, perceptual }) => [
    ...(start === undefined ? [] : [start]),
    degrader,
    ...(map === 'judged' ? [domainJudge] : []),
    ...(losses.perceptual > 0 ? [perceptual.network] : []),
  ],
};
