import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';

/** Which rows train and which test. */
export interface Split {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** What `groupSplits` takes. */
export interface GroupSplitOptions {
  /** How many splits; default 20. */
  readonly repeats?: number;
  /** Share of the groups that test; default 0.25. At least one group, and one is left to train. */
  readonly testShare?: number;
  /** Seed of the draws; default 0. */
  readonly seed?: number;
}

/**
 * Random splits that keep groups whole: all images made of one reference are either trained on or tested on, so that
 * a classifier cannot know a test image by its content. The same split is not drawn twice while there are others.
 *
 * @param groups the group of each row
 * @throws InputError for fewer than two groups.
 */
export function groupSplits(groups: ArrayLike<number>, options: GroupSplitOptions = {}): Split[] {
  const { repeats = 20, testShare = 0.25, seed = 0 } = options;
  const names = distinct(groups);
  const tested = Math.min(names.length - 1, Math.max(1, Math.round(testShare * names.length)));
  const seen = new Set<string>();
  const random = createRandom(seed);
  const splits: Split[] = [];
  // With few groups there are few splits: after many draws in vain, repetitions are taken.
  for (let tries = 0; splits.length < repeats; tries++) {
    const test = random
      .shuffle([...names])
      .slice(0, tested)
      .sort((a, b) => a - b);
    const key = test.join();
    if (seen.has(key) && tries < 50 * repeats) continue;
    seen.add(key);
    splits.push(splitBy(groups, new Set(test)));
  }
  return splits;
}

/**
 * Folds for cross-validation that keep groups whole: each row is tested in one of them.
 *
 * @throws InputError for fewer than two groups.
 */
export function groupFolds(groups: ArrayLike<number>, { folds = 5, seed = 0 } = {}): Split[] {
  const names = createRandom(seed).shuffle(distinct(groups));
  const count = Math.min(folds, names.length);
  return Array.from({ length: count }, (_, fold) =>
    splitBy(groups, new Set(names.filter((_name, i) => i % count === fold))),
  );
}

function distinct(groups: ArrayLike<number>): number[] {
  const names = [...new Set(Array.from(groups))];
  if (names.length < 2) {
    throw new InputError(`Splitting by group needs images of at least two groups, not ${names.length}.`);
  }
  return names;
}

function splitBy(groups: ArrayLike<number>, tested: ReadonlySet<number>): Split {
  const rows = Array.from(groups, (_, row) => row);
  return {
    train: rows.filter((row) => !tested.has(groups[row])),
    test: rows.filter((row) => tested.has(groups[row])),
  };
}
