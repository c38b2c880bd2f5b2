import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../files/write-whole';
import { projectRoot } from '../images/data-root';
import type { MultiplyAdds } from './multiply-adds';
import type { Recipe } from './recipe';
import { computingMachine, measureSpeed, type TrainingSpeed } from './speed';
import { countNetwork, stepCost, type CountNetwork } from './step-cost';

/** Estimates how long recipes would take on this machine. */
export interface Estimator {
  readonly speed: TrainingSpeed;
  /**
   * Seconds for all iterations of a recipe, from its multiply-adds alone: an estimate, without drawing the patches,
   * without the evaluations on the way, and for a machine that does nothing else.
   */
  seconds(recipe: Recipe): Promise<number>;
  /** Keeps what was counted for the next time. */
  save(): Promise<void>;
}

/** What `openEstimator` takes. */
export interface EstimatorOptions {
  /** Where the measured speed (for a day) and the counts are kept; default `.ddr/estimates.json` in the project. */
  readonly file?: string;
  /** Default: a small training step on the backend in use (some tenths of a second). */
  readonly measure?: () => Promise<TrainingSpeed>;
  /** Default: builds the network and counts. */
  readonly count?: CountNetwork;
}

/** What the file holds. */
interface Kept {
  speed?: TrainingSpeed & { readonly at: number };
  counts: Record<string, MultiplyAdds>;
}

/** After this the speed is measured anew, in milliseconds: the machine may have been busy. */
const DAY = 24 * 3600 * 1000;

/** Measures this machine, or reads what was measured within the last day on the same backend and threads. */
export async function openEstimator(options: EstimatorOptions = {}): Promise<Estimator> {
  const { measure = measureSpeed, count = countNetwork } = options;
  const file = options.file ?? path.join(projectRoot, '.ddr/estimates.json');
  const kept = await readKept(file);
  const recent =
    kept.speed && Date.now() - kept.speed.at < DAY && kept.speed.machine === (await computingMachine())
      ? kept.speed
      : undefined;
  const speed = recent ?? { ...(await measure()), at: Date.now() };
  const counted: CountNetwork = async (...question) =>
    (kept.counts[JSON.stringify(question)] ??= await count(...question));
  return {
    speed,
    seconds: async (recipe) => ((await stepCost(recipe, counted)) * recipe.iterations) / speed.rate,
    save: () => writeWhole(file, JSON.stringify({ speed, counts: kept.counts }, null, 1)),
  };
}

/** A file that is missing or damaged is one that holds nothing: all of it can be had again. */
async function readKept(file: string): Promise<Kept> {
  try {
    const { speed, counts } = JSON.parse(await readFile(file, 'utf8')) as Partial<Kept>;
    const usable = speed && speed.rate > 0 && typeof speed.machine === 'string';
    return { speed: usable ? speed : undefined, counts: counts ?? {} };
  } catch {
    return { counts: {} };
  }
}
