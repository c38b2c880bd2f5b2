import type { NetworkSpec } from '../networks/architectures/spec';
import type { CountNetwork } from './multiply-adds';
import type { RecipeBase } from './recipe';
import type { Task, TaskOptions } from './task';

/** A way of training: what its recipes need, cost and do. One object, in the list of `src/methods/methods.ts`. */
export interface Method<R extends RecipeBase = RecipeBase> {
  /** The `task` of its recipes. */
  readonly name: R['task'];
  /** What it learns from, in a sentence, and where that is from. */
  readonly summary: string;
  /** Opens a recipe's data and networks, ready for its first iteration. */
  open(recipe: R, options: TaskOptions): Promise<Task>;
  /**
   * Multiply-adds of one iteration. The gradients of a layer cost twice what its result does, once with respect to its
   * input and once to its weights; of a layer that is not trained but lies on the way back, once.
   *
   * @param networkOf the network of another recipe of the same profile, by its name.
   */
  cost(recipe: R, count: CountNetwork, networkOf: (name: string) => NetworkSpec): Promise<number>;
  /** Names of the recipes of the same profile that must be finished before this one can be trained. */
  prerequisites(recipe: R): readonly string[];
}

/** Multiply-adds of a network that is not trained, or of which the trained part does not matter. */
export async function forwardCost(
  count: CountNetwork,
  ...question: Parameters<CountNetwork>
): Promise<number> {
  const { trained, frozen } = await count(...question);
  return trained + frozen;
}
