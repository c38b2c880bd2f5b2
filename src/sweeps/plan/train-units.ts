import { presentSets } from '../../images/sets/open';
import type { Recipe } from '../../methods/methods';
import { prerequisites } from '../../methods/prerequisites';
import { findRecipe } from '../../methods/recipes';
import { unitCode } from '../code';
import type { SweepTraining } from '../spec/sweep';
import { type PlannedUnit, type TrainUnit, unitId } from '../unit';

/**
 * The trainings that make a network, the one asked for last: recipes that it begins with are trained with the same seed.
 *
 * @throws InputError as `findRecipe`.
 */
export function trainUnits({
  recipe: name,
  profile,
  seed,
  iterations,
}: SweepTraining): PlannedUnit<TrainUnit>[] {
  const all = new Map<string, PlannedUnit<TrainUnit>>();
  const code = unitCode('train');
  const add = (one: string): void => {
    if (all.has(one)) return;
    const own = findRecipe(one, profile);
    const before = prerequisites(own);
    before.forEach(add);
    const recipe = shortened({ ...own, seed }, iterations);
    const begins = before.map((needed) => all.get(needed)!.id);
    const unit: TrainUnit = { kind: 'train', recipe, begins, data: dataOf(recipe), code };
    all.set(one, { id: unitId(unit), unit, place: { network: `${one} (seed ${seed})` } });
  };
  add(name);
  return [...all.values()];
}

/** A recipe of fewer iterations: nothing of it lies behind its end. */
function shortened(recipe: Recipe, iterations: number | undefined): Recipe {
  if (iterations === undefined) return recipe;
  const { evaluation, snapshots, checkpointEvery } = recipe;
  return {
    ...recipe,
    iterations,
    evaluation: { ...evaluation, every: Math.min(evaluation.every, iterations) },
    snapshots: snapshots.filter((snapshot) => snapshot <= iterations),
    checkpointEvery: Math.min(checkpointEvery, iterations),
  };
}

/** The data sets that a recipe names and that are here: where one is not, scenes stand in for it. */
function dataOf(recipe: Recipe): string[] {
  const text = JSON.stringify(recipe);
  return presentSets().filter((name) => text.includes(JSON.stringify(name)));
}
