import { createRandom } from '@ddr-lab/base/random';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import {
  featureJudge,
  type FeatureJudgeOptions,
} from '../../networks/architectures/feature-aligned/feature-judge';
import {
  targetDecoder,
  type TargetDecoderOptions,
} from '../../networks/architectures/feature-aligned/target-decoder';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { buildNetwork } from '../../networks/network';
import { domainSampler, type DomainSampler } from '../../training/data/domains';
import { openTrainingSet } from '../../training/data/sets';
import { psnrEvaluation } from '../../training/evaluate';
import { scaleOf, takeWeights } from '../../training/places';
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
  multiplyAdds,
  type Task,
  type TaskOptions,
  type Values,
} from '../../training/task';
import { noiseLevel } from './noise-level';
import { ALIGNED, alignmentObjective, judgesObjective } from './objective';

/** Super-resolution of a clean domain that is carried over to a degraded one, without pairs, by features that are the same for both. */
export interface FeatureAlignmentRecipe extends RecipeBase {
  readonly task: 'feature-alignment';
  readonly network: Extract<NetworkSpec, { kind: 'feature-aligned' }>;
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** What the target domain is degraded by. */
  readonly target: LowResolutionModel;
  /** The finished recipe whose weights this one begins with; left out: fresh ones. */
  readonly start?: string;
  /** From features to LR images of the target domain. */
  readonly decoder: TargetDecoderOptions & {
    readonly learningRate: Schedule;
  };
  /**
   * Batches of target images from which the target's noise is estimated before the first iteration (ours; see `noiseLevel`). A decoder has no chance of its own, and features that are the same for both domains have no noise for it
   * to copy: so much white noise is added to decoded clean images. A gain that learnt from the judge of images died within a hundred iterations.
   */
  readonly noiseFrom: number;
  readonly judges: {
    readonly features: FeatureJudgeOptions;
    readonly images: NetworkSpec;
    readonly learningRate: Schedule;
  };
  /** Iterations that decoder and judges have to themselves; only then the network begins to learn, and its schedule. */
  readonly lead: number;
  readonly adam: AdamSettings;
  readonly losses: {
    /** Features of both domains leave their judge undecided. */
    readonly align: number;
    /** Target images are decoded from their features. */
    readonly rec: number;
    /** Clean images are super-resolved. */
    readonly res: number;
    /** Decoded clean images pass for target ones. */
    readonly sty: number;
    /** They have the features of the clean images. */
    readonly idt: number;
    /** And are super-resolved as these. */
    readonly cyc: number;
  };
}

/** The networks beside the one that is kept. */
export async function helpersOf({ network, decoder, judges }: FeatureAlignmentRecipe): Promise<{
  readonly decoder: LayersModel;
  readonly featureJudge: LayersModel;
  readonly imageJudge: LayersModel;
}> {
  const { channels = 64 } = network;
  return {
    decoder: targetDecoder(channels, decoder),
    featureJudge: featureJudge(channels, judges.features),
    imageJudge: (await buildNetwork(judges.images)).model,
  };
}

/** The standard deviation of the target's noise, in [0, 1]. */
async function noiseOf(
  sampler: DomainSampler,
  { noiseFrom, patch, batch }: Pick<FeatureAlignmentRecipe, 'noiseFrom' | 'patch' | 'batch'>,
): Promise<number> {
  const size = batch * patch * patch * 3;
  const all = new Float32Array(noiseFrom * size);
  for (let i = 0; i < noiseFrom; i++) all.set((await sampler.batch(i)).target, i * size);
  return noiseLevel(all, patch);
}

async function open(recipe: FeatureAlignmentRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  if (recipe.start) await takeWeights(network, await finished(recipe.start));
  const helpers = await helpersOf(recipe);
  const models = { network: network.model, ...helpers };
  const scale = scaleOf(recipe.network);
  const { patch, batch, seed, target: domain, iterations, lead } = recipe;
  const sampler = domainSampler(images, { patch, batch, scale, seed, target: domain });
  const noise = await noiseOf(sampler, recipe);
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);
  const parameters = parametersOf(network.model);
  const learners = Object.fromEntries(
    Object.entries(models).map(([name, model]) => {
      const own = parametersOf(model);
      return [name, { own, optimiser: adam(own.trainable, recipe.adam) }];
    }),
  );
  const aligning = gradientsOf(alignmentObjective(models, recipe, scale));
  const judging = gradientsOf(judgesObjective(models, recipe));
  const follow = (name: keyof typeof models, schedule: Schedule, iteration: number, of = iterations): void =>
    learners[name].optimiser.step(iteration, learningRate(schedule, iteration, of));
  return {
    network,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: evaluation.name,
    kind: aligning.kind,
    step: async (iteration): Promise<Values> => {
      const { source, original, target } = await sampler.batch(iteration);
      const random = createRandom(seed, 3, iteration);
      const grain = target.map(() => noise * random.normal());
      const { losses, outputs } = aligning.run({ source, original, target, grain });
      if (!Number.isFinite(losses.total)) return losses;
      follow('decoder', recipe.decoder.learningRate, iteration);
      const later = iteration - lead;
      if (later >= 0) follow('network', recipe.learningRate, later, iterations - lead);
      const verdicts = judging.run({ source, target, styled: outputs.styled }).losses;
      follow('featureJudge', recipe.judges.learningRate, iteration);
      follow('imageJudge', recipe.judges.learningRate, iteration);
      return { ...losses, 'feature judge': verdicts.features, 'image judge': verdicts.images };
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates(
      Object.fromEntries(
        Object.entries(learners).flatMap(([name, { own, optimiser }]) => [
          [name, own],
          [`${name} optimiser`, optimiser],
        ]),
      ),
    ),
    dispose: () => {
      aligning.dispose();
      judging.dispose();
      for (const model of Object.values(helpers)) model.dispose();
    },
  };
}

/** Features that are the same for two domains. */
export const featureAlignment: Method<FeatureAlignmentRecipe> = {
  name: 'feature-alignment',
  summary:
    'A judge on features, a decoder of the target domain, cycles: super-resolution is carried over to another domain (USR-DA, Wang et al., ICCV 2021).',
  open,
  cost: async (recipe, count) => {
    const { batch, patch, network } = recipe;
    const shape = [batch, patch, patch, 3];
    const whole = await forwardCost(count, network, shape);
    const encoder = await forwardCost(count, network, shape, [ALIGNED]);
    const helpers = await helpersOf(recipe);
    const of = (model: LayersModel, channels: number): number =>
      multiplyAdds(model, [batch, patch, patch, channels]).trained;
    const { channels = 64 } = network;
    const decoder = of(helpers.decoder, channels);
    const [features, images] = [of(helpers.featureJudge, channels), of(helpers.imageJudge, 3)];
    for (const model of Object.values(helpers)) model.dispose();
    // Clean and decoded images through the network, target ones as far as their features, with all gradients; what both are decoded to. The verdicts on two
    // sets of features and one of images, and their ways back; then, with all gradients, on both domains.
    const learnt = 3 * (2 * whole + encoder + 2 * decoder);
    return learnt + 4 * features + 2 * images + 2 * encoder + 6 * (features + images);
  },
  prerequisites: ({ start }) => (start === undefined ? [] : [start]),
};
