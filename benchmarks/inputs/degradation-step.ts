import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { openSet } from '../../src/images/sets/open';
import { contrastTeaching, keyQueue, representationSize } from '../../src/methods/degradation-aware/contrast';
import { decouplingTeaching, meanPooled } from '../../src/methods/degradation-aware/decoupling';
import { awareObjective, type DegradationAwareRecipe } from '../../src/methods/degradation-aware/method';
import { rankingGiven, rankingTeaching } from '../../src/methods/degradation-aware/ranking';
import type { Teaching } from '../../src/methods/degradation-aware/teacher';
import { findRecipe } from '../../src/methods/recipes';
import { projectionHead, ranker } from '../../src/networks/architectures/degradation-encoder/network';
import type { NetworkSpec } from '../../src/networks/architectures/spec';
import { buildNetwork } from '../../src/networks/network';
import { degradedViews } from '../../src/training/data/degraded-views';
import { rankedViews, VIEWS } from '../../src/training/data/ranked-views';
import { scaleOf } from '../../src/training/places';

/** One iteration of a degradation-aware recipe, its networks as they begin. */
export interface DegradationStep {
  readonly recipe: DegradationAwareRecipe;
  readonly objective: Objective;
  readonly given: Readonly<Record<string, Float32Array>>;
}

const side = 512;

/** Makes a step from scenes: the recipe's own patches and teachers, no finished network needed; of ranked views as many as the batch. */
export async function degradationStep(name: string, images: number): Promise<DegradationStep> {
  const published = findRecipe(name) as DegradationAwareRecipe;
  const { ranking: ranks } = published;
  const recipe = {
    ...published,
    batch: images,
    ...(ranks && { ranking: { ...ranks, groups: images / VIEWS } }),
  };
  const { patch, batch, seed, model, positives, contrast, ranking, decoupling } = recipe;
  const modelOf = async (spec: NetworkSpec): Promise<LayersModel> => (await buildNetwork(spec)).model;
  const scale = scaleOf(recipe.network);
  const network = await modelOf(recipe.network);
  const scenes = await openSet('scenes', { count: 8, size: side, seed: 1000 });
  const views = await degradedViews(scenes, { patch, batch, scale, seed, model, positives })(0);
  const given: Record<string, Float32Array> = { queries: views.queries, hr: views.hr };
  const teachings: Teaching[] = [];
  if (contrast) {
    const { encoder } = contrast;
    const keyEncoder = await modelOf(
      typeof encoder === 'string' ? findRecipe(encoder).network : { kind: 'degradation-encoder', ...encoder },
    );
    const size = representationSize(keyEncoder);
    const models = { keyEncoder, head: projectionHead(size, seed), keyHead: projectionHead(size, seed) };
    teachings.push(contrastTeaching(models, contrast, recipe));
    Object.assign(given, { keys: views.keys, queue: keyQueue(contrast.queue, size, seed).data });
  }
  if (ranking) {
    const size = representationSize(network);
    teachings.push(rankingTeaching(ranker(size, seed), ranking, patch));
    const ranked = rankedViews(scenes, { patch, groups: ranking.groups, scale, seed, model });
    Object.assign(given, rankingGiven(await ranked(0)));
  }
  if (decoupling) {
    teachings.push(decouplingTeaching(decoupling, recipe));
    given.pooled = meanPooled(views.hr, { patch, scale });
  }
  return { recipe, objective: awareObjective(network, recipe, scale, teachings), given };
}

/** Everything that a peer needs to do the same: weights as `network/NAME`, what is given as `given/NAME`. */
export function stepTensors({ objective, given }: DegradationStep): Map<string, WeightTensor> {
  const tensors = new Map<string, WeightTensor>();
  for (const [network, { model }] of Object.entries(objective.networks)) {
    for (const { name, shape, value } of parametersOf(model).all) {
      tensors.set(`${network}/${name}`, { shape: [...shape], data: value.slice() });
    }
  }
  for (const [name, data] of Object.entries(given)) {
    tensors.set(`given/${name}`, { shape: [...objective.inputs[name]], data });
  }
  return tensors;
}
