import type { OnProgress } from '@ddr-lab/base/progress';
import type { Check } from './check';
import { checkBackend, checkDisk, checkGpu, checkWebgpu } from './computing';
import { checkData } from './data';
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
