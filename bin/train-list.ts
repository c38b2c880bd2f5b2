import { existsSync } from 'node:fs';
import { openEstimator, type Estimator } from '../src/methods/estimate';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import { finishedFile } from '../src/training/places';
import type { Profile } from '../src/training/recipe';
import type { Recipe } from '../src/methods/methods';
import { recipeGroups } from '../src/methods/recipes';
import { duration, type OnProgress } from '@ddr-lab/base/progress';
import { describeTraining } from './train-words';

const headings = ['recipe', 'task', 'iterations', 'estimate', 'weight file'] as const;

/**
 * The recipes of a profile as an aligned table, by what they belong to: what each does, how long it would take here,
 * and what its weight file says of itself, where there is one.
 */
export async function trainList(
  profile: Profile,
  { estimator: given, onProgress }: { estimator?: Estimator; onProgress?: OnProgress } = {},
): Promise<string> {
  const groups = recipeGroups(profile);
  const estimator = given ?? (await openEstimator());
  const total = groups.flatMap(({ recipes }) => recipes).length;
  let done = 0;
  const tables: { title: string; rows: string[][] }[] = [];
  for (const { title, recipes } of groups) {
    const rows: string[][] = [];
    for (const recipe of recipes) {
      const seconds = await estimator.seconds(recipe);
      rows.push([
        recipe.name,
        recipe.task,
        recipe.iterations.toLocaleString('en'),
        duration(seconds),
        await weightWords(recipe),
      ]);
      onProgress?.({ done: ++done, total, note: recipe.name });
    }
    tables.push({ title, rows });
  }
  await estimator.save();
  const all = [[...headings], ...tables.flatMap(({ rows }) => rows)];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 2 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  const { machine, rate } = estimator.speed;
  return [
    `Profile ${profile}. Estimates come from the networks' multiply-adds alone, at the highest speed measured here:`,
    `${(rate / 1e9).toPrecision(2)} billion a second in training (${machine}). A busy machine takes longer.`,
    '',
    line(headings),
    ...tables.flatMap(({ title, rows }) => ['', title, ...rows.map(line)]),
  ].join('\n');
}

async function weightWords(recipe: Recipe): Promise<string> {
  const file = finishedFile(recipe.name, recipe);
  if (!existsSync(file)) return '-';
  return describeTraining((await readSafetensors(file)).metadata);
}
