import { InputError } from '@ddr-lab/base/errors';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import { areaUnderCurve } from '../../metrics/area-under-curve';
import { degraderInput } from '../../networks/architectures/degrader/given';
import { degradeWith } from '../../networks/degrade-with';
import { buildNetwork, type Network } from '../../networks/network';
import { verdictMaps } from '../../networks/verdict-map';
import { generatedSampler, generatingCost } from '../../training/data/generated';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { discriminatorObjective } from '../../training/judge';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import {
  forwardCost,
  joinStates,
  type Method,
  type Task,
  type TaskOptions,
  type Values,
} from '../../training/task';
import { domainPatches, type DomainPatchesOptions } from '../learnt-degradation/evaluate';

/** A judge on high frequencies that tells true LR patches of a domain from those that a finished degrader makes: its verdicts are the map of domain distance. */
export interface DomainJudgeRecipe extends RecipeBase {
  readonly task: 'domain-judge';
  readonly data: PairData;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly scale: number;
  /** What the target domain is degraded by: the degrader's own. */
  readonly target: LowResolutionModel;
  /** The finished recipe of the degrader. */
  readonly degrader: string;
  readonly adam: AdamSettings;
}

async function open(recipe: DomainJudgeRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { patch, batch, seed, scale, target } = recipe;
  if (recipe.network.kind !== 'frequency-judge') {
    throw new InputError(
      `${recipe.name}: ${recipe.network.kind} is no frequency-judge, which alone gives maps.`,
    );
  }
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  const degrader = await finished(recipe.degrader);
  const sampler = generatedSampler(images, { patch, batch, scale, seed, target, degraders: [degrader] });
  const tests = await openEvaluationSet(recipe.evaluation, 32 * scale);
  const evaluation = await judgeEvaluation(network, degrader, tests, { ...recipe.evaluation, scale, target });
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const judging = gradientsOf(discriminatorObjective(network.model, [batch, patch, patch, 3]));
  return {
    network,
    data: `${images.name} (${images.count} images, half of them seen degraded alone)`,
    evaluation: evaluation.name,
    kind: judging.kind,
    step: async (iteration) => {
      const { target: real, made } = await sampler.batch(iteration);
      const { losses } = judging.run({ real, fake: made[0] });
      if (Number.isFinite(losses.discriminator)) {
        optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      }
      return { total: losses.discriminator };
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates({ network: parameters, optimiser }),
    dispose: () => {
      judging.dispose();
      degrader.model.dispose();
    },
  };
}

/**
 * `target`, `made`, `bicubic`: means of the maps of unseen patches of the target domain, of what the degrader makes, and of clean LR. `made known`, `bicubic known`: how often the target's mean is the larger one (the area under
 * the ROC curve).
 */
async function judgeEvaluation(
  network: Network,
  degrader: Network,
  images: ImageSet,
  options: DomainPatchesOptions,
): Promise<{ readonly name: string; measure(): Promise<Values> }> {
  const { source, original, target } = await domainPatches(images, options);
  const given = degraderInput(degrader.spec)?.shrinks === 1 ? source : original;
  const made: Image[] = [];
  for (const [i, image] of given.entries()) made.push(await degradeWith(degrader, image, { seed: i }));
  const meansOf = (patches: readonly Image[]): number[] =>
    patches.map((patch) => mean(verdictMaps(network, patch)[0].data));
  return {
    name: `${source.length} centre patches of ${images.name}`,
    measure: async () => {
      const [ofTarget, ofMade, ofBicubic] = [target, made, source].map(meansOf);
      return {
        target: mean(ofTarget),
        made: mean(ofMade),
        bicubic: mean(ofBicubic),
        'made known': areaUnderCurve(ofTarget, ofMade),
        'bicubic known': areaUnderCurve(ofTarget, ofBicubic),
      };
    },
  };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** A judge of domains. */
export const domainJudge: Method<DomainJudgeRecipe> = {
  name: 'domain-judge',
  summary:
    'Cross-entropy of a judge on high frequencies: true LR patches of a domain, and those that a trained degrader makes (the map of domain distance of DASR, Wei et al. 2021).',
  open,
  cost: async ({ network, degrader, batch, patch }, count, networkOf) =>
    6 * (await forwardCost(count, network, [batch, patch, patch, 3])) +
    (await generatingCost(networkOf(degrader), { batch, patch }, count)),
  prerequisites: ({ degrader }) => [degrader],
};
