import { createRandom } from '@ddr-lab/base/random';

/** How many times the runs are drawn anew: as many as the images are for an interval. */
const DRAWS = 499;

/** A number that is a mean over runs of t-SNE, or one that does not depend on t-SNE. */
interface RunMean {
  readonly mean: number;
  /** The number in each run of t-SNE. */
  readonly ofRuns?: readonly number[];
}

/**
 * What means over runs of t-SNE would be, had it been run from other starts: the runs drawn anew with replacement, as many as there
 * are, of each number by itself. t-SNE is chaotic, so that another processor's rounding is as good as another start: a mean over the
 * same seeds moves by as much between machines. What was run once, or has no runs, stays as it is.
 *
 * @param numbers means, and the runs that they are of.
 * @param seed of the draws; default 0.
 * @returns 499 draws, each with one value a number; none where no number has two runs.
 */
export function runDraws(numbers: readonly RunMean[], seed = 0): number[][] {
  if (!numbers.some(({ ofRuns = [] }) => ofRuns.length > 1)) return [];
  const random = createRandom(seed);
  return Array.from({ length: DRAWS }, () =>
    numbers.map(({ mean, ofRuns = [] }) => {
      if (ofRuns.length < 2) return mean;
      let sum = 0;
      for (let i = 0; i < ofRuns.length; i++) sum += ofRuns[random.integer(ofRuns.length)];
      return sum / ofRuns.length;
    }),
  );
}
