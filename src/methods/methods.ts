import type { Method } from '../training/task';
import type { RecipeBase } from '../training/recipe';
import { cincgan } from './cincgan/method';
import { classifier } from './classifier/method';
import { collaborative } from './collaborative/method';
import { degradationEncoder } from './degradation-aware/encoder';
import { degradationAware } from './degradation-aware/method';
import { degradationRanking } from './degradation-aware/ranked';
import { domainJudge } from './domain-distance/judge';
import { domainDistance } from './domain-distance/method';
import { featureAlignment } from './feature-alignment/method';
import { densityComparator } from './frequency-density/comparator';
import { frequencyDensity } from './frequency-density/method';
import { gan } from './gan/method';
import { learntDegradation } from './learnt-degradation/method';
import { pixel } from './pixel/method';
import { restoration } from './restoration/method';
import { video } from './video/method';

/** Every way of training: a method is one line here. */
export const methods = [
  pixel,
  restoration,
  gan,
  classifier,
  cincgan,
  degradationEncoder,
  degradationRanking,
  degradationAware,
  learntDegradation,
  densityComparator,
  frequencyDensity,
  domainJudge,
  domainDistance,
  collaborative,
  featureAlignment,
  video,
] as const;

type RecipeOf<M> = M extends Method<infer R> ? R : never;

/** Everything that decides a trained network, as data. The same recipe gives the same weights. */
export type Recipe = RecipeOf<(typeof methods)[number]>;

/** The method that trains a recipe. */
export function methodOf({ task }: Pick<Recipe, 'task'>): Method {
  return methods.find(({ name }) => name === task)! as Method<never> as Method<RecipeBase>;
}
