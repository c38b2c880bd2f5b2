import type { Recipe } from '../recipe';
import { classificationTask } from './classification';
import { ganTask } from './gan';
import { superResolutionTask } from './super-resolution';
import type { Task, TaskOptions } from './task';
import { unpairedTask } from './unpaired';

/** Opens a recipe's data and networks, ready for its first iteration. */
export function openTask(recipe: Recipe, options: TaskOptions): Promise<Task> {
  switch (recipe.task) {
    case 'super-resolution':
      return superResolutionTask(recipe, options);
    case 'gan':
      return ganTask(recipe, options);
    case 'classification':
      return classificationTask(recipe, options);
    case 'unpaired':
      return unpairedTask(recipe, options);
  }
}
