import type { Check } from './check';

/** The checks as lines of text: name, state, detail, and below it the mend. */
export function report(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, state, detail, mend }) => {
    const first = `${name.padEnd(width)}  ${state.padEnd(8)}  ${detail}`;
    return mend === undefined ? [first] : [first, `${''.padEnd(width + 12)}-> ${mend}`];
  });
  const missing = checks.filter(({ state }) => state === 'missing').map(({ name }) => name);
  const verdict =
    missing.length === 0 ? 'Everything that is needed is here.' : `Missing: ${missing.join(', ')}.`;
  return [...lines, '', verdict].join('\n');
}
