import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { projectRoot } from '../project';
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
  /** Where the measured speed and the counts are kept; default `.ddr/estimates.json` in the project. */
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

/** A speed older than this is measured again, in milliseconds. */
const HOUR = 3600 * 1000;

/**
 * Measures this machine, or reads what was measured within the last hour. The highest speed that was ever measured
 * on the same backend, threads and processor counts, since other work on the machine only lowers it.
 */
export async function openEstimator(options: EstimatorOptions = {}): Promise<Estimator> {
  const { measure = measureSpeed, count = countNetwork } = options;
  const file = options.file ?? path.join(projectRoot, '.ddr/estimates.json');
  const kept = await readKept(file);
  const here = kept.speed?.machine === (await computingMachine()) ? kept.speed : undefined;
  const speed =
    here && Date.now() - here.at < HOUR ? here : { ...fastest(await measure(), here), at: Date.now() };
  const counted: CountNetwork = async (...question) =>
    (kept.counts[JSON.stringify(question)] ??= await count(...question));
  return {
    speed,
    seconds: async (recipe) => ((await stepCost(recipe, counted)) * recipe.iterations) / speed.rate,
    save: () => writeWhole(file, JSON.stringify({ speed, counts: kept.counts }, null, 1)),
  };
}

const fastest = (now: TrainingSpeed, before: TrainingSpeed | undefined): TrainingSpeed =>
  before && before.rate > now.rate ? before : now;

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
