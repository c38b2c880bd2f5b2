import type { OnProgress } from '@ddr-lab/base/progress';
import { type Check, checkBackend, checkDisk, checkGpu, checkWebgpu, checkData } from './checks';
import {
  checkChromium,
  checkFonts,
  checkJupyter,
  checkKernel,
  checkLab,
  checkNode,
  checkPackages,
} from './software';

/** Everything that is looked at, in the order of the report. */
const checks: readonly (() => Check | Promise<Check>)[] = [
  checkNode,
  checkPackages,
  checkJupyter,
  checkKernel,
  checkLab,
  checkChromium,
  checkFonts,
  checkBackend,
  checkGpu,
  checkWebgpu,
  checkData,
  checkDisk,
];

/**
 * Looks at each part of the set-up by using it: the kernel is started, the backend computes. Changes nothing.
 * Takes some seconds.
 */
export async function examine({ onProgress }: { onProgress?: OnProgress } = {}): Promise<Check[]> {
  const found: Check[] = [];
  for (const check of checks) {
    onProgress?.({ done: found.length, total: checks.length });
    found.push(await check());
  }
  onProgress?.({ done: checks.length, total: checks.length });
  return found;
}

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
