import { InputError } from '@ddr-lab/base/errors';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { areaUnderCurve } from '../../metrics/area-under-curve';
import { degraderInput } from '../../networks/architectures/degrader/given';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { degradeWith } from '../../networks/degrade-with';
import { buildNetwork, type Network } from '../../networks/network';
import { verdictMaps } from '../../networks/verdict-map';
import { openEvaluationSet } from '../../training/data/sets';
import type { Schedule } from '../../training/recipe';
import type { Method, Task, TaskOptions, Values } from '../../training/task';
import { domainPatches, type DomainPatchesOptions } from '../learnt-degradation/evaluate';
import { learntDegradation, type LearntDegradationRecipe, openDegrading } from '../learnt-degradation/method';

/**
 * The judge that a degrader learns against, which the map of domain distance is made by. A degrader's file does not hold it: the same training, of which the other side is saved. The rate of the recipe is the judge's.
 *
 * A judge that learns afterwards against the finished degrader is no substitute: within some hundred iterations it knows the degrader by its own traces, and takes clean images, which have none, for truer than true ones.
 */
export interface DomainJudgeRecipe extends Omit<LearntDegradationRecipe, 'task' | 'discriminator'> {
  readonly task: 'domain-judge';
  /** The network that degrades, and its rate. */
  readonly degrader: { readonly network: NetworkSpec; readonly learningRate: Schedule };
}

/** The recipe of a degrader's judge. */
export function judgeOf(
  { network, learningRate, discriminator, ...rest }: LearntDegradationRecipe,
  named: { readonly name: string; readonly summary: string },
): DomainJudgeRecipe {
  return { ...rest, ...named, ...discriminator, task: 'domain-judge', degrader: { network, learningRate } };
}

/** The training that a judge comes of. */
export function degradingOf({
  network,
  learningRate,
  degrader,
  ...rest
}: DomainJudgeRecipe): LearntDegradationRecipe {
  return { ...rest, ...degrader, task: 'learnt-degradation', discriminator: { network, learningRate } };
}

async function open(recipe: DomainJudgeRecipe, options: TaskOptions): Promise<Task> {
  if (recipe.network.kind !== 'frequency-judge') {
    throw new InputError(
      `${recipe.name}: ${recipe.network.kind} is no frequency-judge, which alone gives maps.`,
    );
  }
  const degrading = await openDegrading(degradingOf(recipe), options);
  const network = await buildNetwork(recipe.network);
  const parameters = parametersOf(network.model);
  const tests = await openEvaluationSet(recipe.evaluation, 32 * recipe.scale);
  const evaluation = await judgeEvaluation(network, degrading.network, tests, {
    ...recipe.evaluation,
    ...recipe,
  });
  const sync = (): void => {
    degrading.sync();
    for (const { name, value } of degrading.opponent.parameters.all) parameters.get(name).value.set(value);
    parameters.sync();
  };
  return {
    ...degrading,
    network,
    evaluation: evaluation.name,
    evaluate: () => {
      sync();
      return evaluation.measure();
    },
    sync,
    dispose: () => {
      degrading.dispose();
      degrading.network.model.dispose();
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
  options: Pick<DomainPatchesOptions, 'count' | 'scale' | 'target'>,
): Promise<{ readonly name: string; measure(): Promise<Values> }> {
  const { count, scale, target: model } = options;
  const { source, original, target } = await domainPatches(images, { count, scale, target: model });
  const given = degraderInput(degrader.spec)?.shrinks === 1 ? source : original;
  const meansOf = (patches: readonly Image[]): number[] =>
    patches.map((patch) => mean(verdictMaps(network, patch)[0].data));
  return {
    name: `${source.length} centre patches of ${images.name}`,
    measure: async () => {
      const made: Image[] = [];
      for (const [i, image] of given.entries()) made.push(await degradeWith(degrader, image, { seed: i }));
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

/** A degrader's judge. */
export const domainJudge: Method<DomainJudgeRecipe> = {
  name: 'domain-judge',
  summary:
    'Learning to degrade, of which the judge is saved: its verdicts are the map of domain distance (DASR, Wei et al. 2021).',
  open,
  cost: (recipe, ...rest) => learntDegradation.cost(degradingOf(recipe), ...rest),
  prerequisites: (recipe) => learntDegradation.prerequisites(degradingOf(recipe)),
};
