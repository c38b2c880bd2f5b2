import type { Outcome, Result } from './results';

/** Tests that do not pass, and why; the committed list is `expected-failures.json`. */
export interface Exception {
  readonly outcome: Exclude<Outcome, 'passed'>;
  readonly reason: string;
  /** Holds for this backend only; otherwise for all. */
  readonly backend?: string;
  readonly tests: readonly string[];
}

/** What a run of the suite must give. */
export interface Expectations {
  /** The version of tfjs-core that the lists were made with. */
  readonly tfjs: string;
  /** How many tests run on each backend, so that none is lost unseen. */
  readonly tests: Readonly<Record<string, number>>;
  readonly exceptions: readonly Exception[];
}

/** How a run compares with what was expected. */
export interface Verdict {
  /** How many tests ended in each way, and as expected; suites are counted for `left out`. */
  readonly asExpected: Readonly<Record<Outcome, number>>;
  /** One line each; none in a run that holds. */
  readonly surprises: readonly string[];
}

/** Holds a backend's results against the list: a listed test that passes is as wrong as another that fails. */
export function judge(backend: string, results: readonly Result[], expected: Expectations): Verdict {
  const listed = new Map<string, Outcome>();
  for (const exception of expected.exceptions) {
    if (exception.backend && exception.backend !== backend) continue;
    for (const test of exception.tests) listed.set(test, exception.outcome);
  }
  const surprises: string[] = [];
  const asExpected = { passed: 0, failed: 0, skipped: 0, 'left out': 0 };
  for (const { test, outcome, message } of results) {
    const wanted = listed.get(test) ?? 'passed';
    listed.delete(test);
    if (outcome === wanted) asExpected[outcome]++;
    else surprises.push(`${test}: ${outcome}, not ${wanted}${message ? `\n    ${message}` : ''}`);
  }
  for (const test of listed.keys()) surprises.push(`${test}: listed, but the suite has no such test`);
  const ran = results.filter(({ outcome }) => outcome !== 'left out').length;
  const count = expected.tests[backend];
  if (ran !== count) surprises.push(`${ran} tests, not ${count}: is this tfjs-core ${expected.tfjs}?`);
  return { asExpected, surprises };
}
