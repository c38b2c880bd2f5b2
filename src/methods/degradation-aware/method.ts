import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { InputError } from '@ddr-lab/base/errors';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { LowResolutionModel } from '../../degradations/low-resolution-model';
import type { DegradationEncoderOptions } from '../../networks/architectures/degradation-encoder/network';
import type { NetworkSpec } from '../../networks/architectures/spec';
import { buildNetwork, type Network } from '../../networks/network';
import { degradedViews, type Positives } from '../../training/data/degraded-views';
import { rankedViews, VIEWS } from '../../training/data/ranked-views';
import { openTrainingSet } from '../../training/data/sets';
import { scaleOf, takeWeights } from '../../training/places';
import { type AdamSettings, type PairData, type RecipeBase, learningRate } from '../../training/recipe';
import {
  forwardCost,
  joinStates,
  type Method,
  type Stateful,
  type Task,
  type TaskOptions,
} from '../../training/task';
import { contrastTeacher, type ContrastSettings, openContrast } from './contrast';
import { type DecouplingSettings, decouplingTeacher } from './decoupling';
import { outputEvaluation } from './evaluate';
import { finishedRanker, type RankingSettings, rankingTeacher } from './ranking';
import type { Teacher, Teaching } from './teacher';

/** An encoder that has learnt nothing yet: its size. */
type FreshEncoder = Omit<DegradationEncoderOptions, 'seed'>;

/** Super-resolution of degraded images, the network taught beside by what DASR, DAA, CDSR and CRL-SR each have. */
export interface DegradationAwareRecipe extends RecipeBase {
  readonly task: 'degradation-aware';
  readonly data: PairData;
  /** The finished recipe whose weights this one begins with, by their names; what it lacks begins as the seed says. */
  readonly start?: string;
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  readonly model: LowResolutionModel;
  readonly positives: Positives;
  readonly adam: AdamSettings;
  /** Left out: no contrast. The encoder learns from the outputs alone, as a control (Fig. 3 of DASR); or there is none. */
  readonly contrast?: ContrastSettings & {
    /** Weight of InfoNCE beside the mean absolute difference in [0, 1]; DASR's 1 beside 0 ... 255 is 1 / 255. */
    readonly weight: number;
    /** The finished recipe of the encoder that the network begins with (without `start`); or the size of one that has learnt nothing (CDSR). */
    readonly encoder: string | FreshEncoder;
  };
  /** Margins between scores of the representation (DAA). */
  readonly ranking?: RankingSettings & {
    /** Beside the mean absolute difference in [0, 1]; DAA's 0.2 beside 0 ... 255 is 0.2 / 255. */
    readonly weight: number;
    /** The finished recipe of the encoder that the network begins with, and of its ranker, which stays as it is. */
    readonly encoder: string;
  };
  /** Contrast between the embeddings of LR and HR (CRL-SR). */
  readonly decoupling?: DecouplingSettings;
}

/** Mean absolute difference of the pixels, and what is taught beside. */
export function awareObjective(
  network: LayersModel,
  { batch, patch }: Pick<DegradationAwareRecipe, 'batch' | 'patch'>,
  scale: number,
  teachings: readonly Teaching[] = [],
): Objective {
  const lr = [batch, patch, patch, 3];
  const hr = [batch, patch * scale, patch * scale, 3];
  return {
    networks: {
      network: { model: network, role: 'trained' },
      ...Object.assign({}, ...teachings.map(({ networks }) => networks)),
    },
    inputs: { queries: lr, hr, ...Object.assign({}, ...teachings.map(({ inputs }) => inputs)) },
    build: (calculus, { queries, hr: wanted, ...given }) => {
      const layers = teachings.flatMap((teaching) => teaching.layers);
      const [sr, ...seen] = calculus.apply(
        'network',
        queries,
        layers.length ? ['Output', ...layers] : undefined,
      );
      const l1 = calculus.l1(sr, wanted);
      if (teachings.length === 0) return { losses: { total: l1 }, total: l1 };
      const made = teachings.map((teaching) => ({
        ...teaching,
        ...teaching.build(calculus, seen.splice(0, teaching.layers.length), given),
      }));
      const total = calculus.sum([
        [1, l1],
        ...made.map(({ weight, loss }): readonly [number, typeof l1] => [weight, loss]),
      ]);
      return {
        losses: { total, l1, ...Object.fromEntries(made.map(({ name, loss }) => [name, loss])) },
        total,
        outputs: Object.assign({}, ...made.map(({ outputs }) => outputs)),
      };
    },
  };
}

async function open(recipe: DegradationAwareRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const { batch, patch, seed, model, positives, start } = recipe;
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  if (start) await takeWeights(network, await finished(start), 'some');
  const scale = scaleOf(recipe.network);
  const views = degradedViews(images, { patch, batch, scale, seed, model, positives });
  const evaluation = await outputEvaluation(network, recipe.evaluation, scale);
  const teachers = await openTeachers(recipe, { network, images, scale, finished });
  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const gradients = gradientsOf(awareObjective(network.model, recipe, scale, teachers));
  const parts: Record<string, Stateful> = {
    network: parameters,
    optimiser,
    ...Object.assign({}, ...teachers.map((teacher) => teacher.parts)),
  };
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: gradients.kind,
    step: async (iteration) => {
      const drawn = await views(iteration);
      const given: Record<string, Float32Array> = { queries: drawn.queries, hr: drawn.hr };
      for (const teacher of teachers) Object.assign(given, await teacher.given(iteration, drawn));
      const { losses, outputs } = gradients.run(given);
      if (Number.isFinite(losses.total)) {
        const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
        optimiser.step(iteration, rate);
        for (const teacher of teachers) teacher.follow?.(iteration, rate, outputs);
      }
      return losses;
    },
    evaluate: () => {
      parameters.sync();
      return evaluation.measure();
    },
    sync: () => parameters.sync(),
    ...joinStates(parts),
    dispose: () => {
      gradients.dispose();
      for (const teacher of teachers) teacher.dispose();
    },
  };
}

/** What a recipe's network is taught by, ready for the first iteration. */
async function openTeachers(
  recipe: DegradationAwareRecipe,
  {
    network,
    images,
    scale,
    finished,
  }: { network: Network; images: ImageSet; scale: number; finished: TaskOptions['finished'] },
): Promise<Teacher[]> {
  const { contrast, ranking, decoupling, patch, seed, model } = recipe;
  const teachers: Teacher[] = [];
  if (contrast) {
    const { encoder } = contrast;
    const keys =
      typeof encoder === 'string'
        ? (await finished(encoder)).model
        : (await buildNetwork({ kind: 'degradation-encoder', ...encoder })).model;
    if (typeof encoder === 'string' && !recipe.start) giveEncoder(network.model, keys);
    teachers.push(contrastTeacher(openContrast(network.model, keys, contrast, recipe), contrast, recipe));
  }
  if (ranking) {
    // A graph is written for one number of images.
    if (recipe.batch !== VIEWS * ranking.groups) {
      throw new InputError(
        `${recipe.name}: a batch of ${recipe.batch} is not ${VIEWS} views of ${ranking.groups} images.`,
      );
    }
    const { model: encoder } = await finished(ranking.encoder);
    giveEncoder(network.model, encoder);
    const head = finishedRanker(encoder);
    encoder.dispose();
    const views = rankedViews(images, { patch, groups: ranking.groups, scale, seed, model });
    teachers.push(rankingTeacher(head, ranking, patch, views));
  }
  if (decoupling) teachers.push(decouplingTeacher(decoupling, { ...recipe, scale }));
  return teachers;
}

/** Gives a network the weights of the encoder that it holds. */
function giveEncoder(network: LayersModel, encoder: LayersModel): void {
  const own = new Map(parametersOf(network).all.map(({ name, value }) => [name, value]));
  for (const { name, value } of parametersOf(encoder).all) own.get(name)?.set(value);
}

/** Super-resolution of degraded images with a representation of how they were degraded. */
export const degradationAware: Method<DegradationAwareRecipe> = {
  name: 'degradation-aware',
  summary:
    'originals and images degraded by blur and noise drawn from ranges; beside the pixels contrast, ranks or decoupling teach the representation that the network holds (DASR, Wang et al. 2021; DAA, CDSR, CRL-SR)',
  open,
  cost: async (recipe, count, networkOf: (name: string) => NetworkSpec) => {
    const { network, batch, patch, contrast, ranking, decoupling } = recipe;
    const input = [batch, patch, patch, 3];
    const { trained, frozen } = await count(network, input);
    let cost = 3 * trained + frozen;
    if (contrast) {
      const { encoder } = contrast;
      const spec: NetworkSpec =
        typeof encoder === 'string' ? networkOf(encoder) : { kind: 'degradation-encoder', ...encoder };
      cost += await forwardCost(count, spec, input);
    }
    if (ranking) {
      const views = [VIEWS * ranking.groups, patch, patch, 3];
      cost += 3 * (await forwardCost(count, networkOf(ranking.encoder), views));
    }
    if (decoupling) cost += 3 * (await forwardCost(count, network, input, ['Embedding']));
    return cost;
  },
  prerequisites: ({ contrast, ranking, start }) =>
    [contrast?.encoder, ranking?.encoder, start].filter((name): name is string => typeof name === 'string'),
};
