import type { Calls } from './against-cpu';

/** How one test ended; `left out`: tfjs-core describes the whole suite for other environments only. */
export type Outcome = 'passed' | 'failed' | 'skipped' | 'left out';

/** One test of the suite on one backend. */
export interface Result {
  /** The suites' names and the test's, with a number where the suite has several of one name. */
  readonly test: string;
  readonly outcome: Outcome;
  /** What failed. */
  readonly message?: string;
}

/** What one run of the suite on one backend gives. */
export interface SuiteRun {
  readonly results: readonly Result[];
  /** The calls of each kernel that is not the cpu backend's own; each was held against that one. */
  readonly compared: Readonly<Record<string, Readonly<Calls>>>;
}

/** Gives tests of the same name a number each, so that every name means one test. */
export function numberRepeats(results: readonly Result[]): Result[] {
  const seen = new Map<string, number>();
  return results.map((result) => {
    const count = (seen.get(result.test) ?? 0) + 1;
    seen.set(result.test, count);
    return count === 1 ? result : { ...result, test: `${result.test} (${count})` };
  });
}
