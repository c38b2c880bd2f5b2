import type { Calculus } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ranker } from '../../networks/architectures/degradation-encoder/network';
import { type RankedBatch, VIEWS } from '../../training/data/ranked-views';
import { representationSize } from './contrast';
import type { Teacher, Teaching } from './teacher';

/** How scores are ranked (DAA, Wang et al., ACCV 2022). */
export interface RankingSettings {
  /** Images an iteration, each in five views. */
  readonly groups: number;
  /** How far the stronger is to lie above the weaker; published: 0.5. */
  readonly margin: number;
  /** Weight of the difference of two patches with one degradation; published: 5. */
  readonly same: number;
  /** Weight of the score of views without degradation; published: 2. */
  readonly clean: number;
}

/** Shapes of what a ranking looks at. */
export function rankingInputs(
  { groups }: Pick<RankingSettings, 'groups'>,
  patch: number,
): Record<keyof RankedBatch | 'zero', readonly number[]> {
  const count = VIEWS * groups;
  return {
    views: [count, patch, patch, 3],
    order: [count, count],
    same: [count, count],
    clean: [count, 1],
    zero: [count, 1],
  };
}

/** What is given for those shapes. */
export const rankingGiven = (batch: RankedBatch): Record<keyof RankedBatch | 'zero', Float32Array> => ({
  ...batch,
  zero: new Float32Array(batch.clean.length),
});

/** The loss of scores: a margin between what is known to differ, none between what is the same, 0 for what is not degraded. */
export function rankingLoss<T>(
  calculus: Calculus<T>,
  scores: T,
  { order, same, clean, zero }: Readonly<Record<'order' | 'same' | 'clean' | 'zero', T>>,
  settings: RankingSettings,
): T {
  return calculus.sum([
    [1, calculus.pairMargin(scores, order, settings.margin)],
    [settings.same / 2, calculus.pairMargin(scores, same, 0)],
    [settings.clean, calculus.weightedL1(scores, zero, clean)],
  ]);
}

/** The finished ranker of an encoder, as a network of rows. */
export function finishedRanker(encoder: LayersModel): LayersModel {
  const model = ranker(representationSize(encoder));
  const own = parametersOf(model);
  const theirs = parametersOf(encoder);
  for (const { name, value } of own.all) value.set(theirs.get(name).value);
  own.sync();
  return model;
}

/** Ranking beside super-resolution: the ranker stays as it is, the encoder is the network's own. */
export function rankingTeaching(
  head: LayersModel,
  settings: RankingSettings & { readonly weight: number },
  patch: number,
): Teaching {
  const { views, ...inputs } = rankingInputs(settings, patch);
  return {
    name: 'ranking',
    weight: settings.weight,
    layers: [],
    networks: { ranker: { model: head, role: 'fixed' } },
    inputs: { views, ...inputs },
    build: (calculus, _, { views: degraded, order, same, clean, zero }) => {
      const [seen] = calculus.apply('network', degraded, ['Representation']);
      const [scores] = calculus.apply('ranker', seen);
      return { loss: rankingLoss(calculus, scores, { order, same, clean, zero }, settings) };
    },
  };
}

/** The same with its views. */
export function rankingTeacher(
  head: LayersModel,
  settings: RankingSettings & { readonly weight: number },
  patch: number,
  batchOf: (iteration: number) => Promise<RankedBatch>,
): Teacher {
  return {
    ...rankingTeaching(head, settings, patch),
    given: async (iteration) => rankingGiven(await batchOf(iteration)),
    parts: {},
    dispose: () => head.dispose(),
  };
}
