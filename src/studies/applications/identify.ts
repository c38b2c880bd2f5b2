import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import { overRuns, type Spread } from '../../metrics/spread';
import { type LinearSvm, predictLinearSvm, trainLinearSvm } from '../../metrics/linear-svm';
import type { Representation } from './representation';

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

/** What `identify` takes. */
export interface IdentifyOptions {
  /** Train/test splits; default 20. */
  readonly repeats?: number;
  /** Share of the references that test; default 0.25. */
  readonly testShare?: number;
  /** C to choose from; default powers of 10 from 0.001 to 10. */
  readonly candidates?: readonly number[];
  /** Folds of the cross-validation that chooses C, by reference; default 3. */
  readonly folds?: number;
  /** Seed of the splits; default 0. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** How well a classifier told the classes apart. */
export interface Identification {
  /** Share of the test images that were named rightly, 0 to 1: mean and standard deviation over the splits. */
  readonly accuracy: Spread;
  /** confusion[true][named]: how many test images, over all splits. */
  readonly confusion: readonly (readonly number[])[];
  /** The C that each split's cross-validation chose. */
  readonly c: readonly number[];
}

/** Images to name: the class and the reference of each. */
export interface Labelled {
  readonly labels: ArrayLike<number>;
  readonly groups: ArrayLike<number>;
  /** Names of the classes. */
  readonly distortions: readonly string[];
}

/**
 * Names distortions by a linear SVM, one class against the rest, over repeated train/test splits by reference
 * image. Everything is fitted to the training part alone: the representation, C (cross-validation by reference,
 * the smallest of equals), and the SVM.
 *
 * @throws InputError for fewer than three references: one to test, two to choose C.
 */
export async function identify(
  represent: Representation,
  { labels, groups, distortions }: Labelled,
  options: IdentifyOptions = {},
): Promise<Identification> {
  const {
    repeats = 20,
    testShare = 0.25,
    folds = 3,
    seed = 0,
    onProgress,
    signal = currentSignal(),
  } = options;
  const { candidates = [0.001, 0.01, 0.1, 1, 10] } = options;
  if (new Set(Array.from(groups)).size < 3) {
    throw new InputError('Identifying distortions needs images of three references at least.');
  }
  const classes = distortions.length;
  const confusion = distortions.map(() => new Array<number>(classes).fill(0));
  const accuracies: number[] = [];
  const chosen: number[] = [];
  const splits = groupSplits(groups, { repeats, testShare, seed });
  for (const [i, split] of splits.entries()) {
    signal?.throwIfAborted();
    const c = chooseC(represent, split.train, { labels, groups, classes, candidates, folds });
    const named = nameTest(represent, split, labels, classes, [c])[0];
    split.test.forEach((row, at) => confusion[labels[row]][named[at]]++);
    accuracies.push(share(named, split.test, labels));
    chosen.push(c);
    onProgress?.({ done: i + 1, total: splits.length });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { accuracy: overRuns(accuracies), confusion, c: chosen };
}

interface Choice {
  readonly labels: ArrayLike<number>;
  readonly groups: ArrayLike<number>;
  readonly classes: number;
  readonly candidates: readonly number[];
  readonly folds: number;
}

/** The candidate that names most rows rightly in cross-validation inside the training part. */
function chooseC(represent: Representation, train: readonly number[], choice: Choice): number {
  const { labels, groups, classes, candidates, folds } = choice;
  const right = candidates.map(() => 0);
  for (const fold of groupFolds(
    train.map((row) => groups[row]),
    { folds },
  )) {
    const inner: Split = { train: fold.train.map((i) => train[i]), test: fold.test.map((i) => train[i]) };
    nameTest(represent, inner, labels, classes, candidates).forEach((named, k) => {
      right[k] += share(named, inner.test, labels) * inner.test.length;
    });
  }
  return candidates[right.indexOf(Math.max(...right))];
}

/** For each C the classes named for the test rows. */
function nameTest(
  represent: Representation,
  split: Split,
  labels: ArrayLike<number>,
  classes: number,
  candidates: readonly number[],
): Int32Array[] {
  const { train, test }: { train: Matrix; test: Matrix } = represent(split);
  const known = split.train.map((row) => labels[row]);
  let svm: LinearSvm | undefined;
  return candidates.map((c) => {
    svm = trainLinearSvm(train, known, { c, classes, start: svm });
    return predictLinearSvm(svm, test);
  });
}

function share(named: ArrayLike<number>, rows: readonly number[], labels: ArrayLike<number>): number {
  return rows.filter((row, i) => labels[row] === named[i]).length / rows.length;
}
