import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { InputError } from '@ddr-lab/base/errors';
import { doUnit, type DoUnitOptions } from './do-unit';
import { type PlannedUnit, neededBy } from './unit';

/** What `runHere` gives. */
export interface RunHere {
  readonly computed: number;
  readonly there: number;
  /** Units that could not be done, and why; those that need them are left out. */
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
}

/**
 * Does units in this process, one behind the other. One that cannot be done is told at the end; the others go on.
 *
 * @param units as `readPlan` gives them: each behind those that it needs.
 */
export async function runHere(
  folder: string,
  units: readonly PlannedUnit[],
  options: DoUnitOptions = {},
): Promise<RunHere> {
  const { signal = currentSignal() } = options;
  const failed = new Map<string, string>();
  let computed = 0;
  for (const [i, planned] of units.entries()) {
    signal?.throwIfAborted();
    const missing = neededBy(planned.unit).find((id) => failed.has(id));
    if (missing !== undefined) {
      failed.set(planned.id, `the training ${missing} failed`);
      continue;
    }
    try {
      const onProgress: OnProgress = ({ done, total, note }) =>
        options.onProgress?.({
          done: i + (total > 0 ? Math.min(1, done / total) : 0),
          total: units.length,
          note: `${planned.place.network}${note === undefined ? '' : `, ${note}`}`,
        });
      if ((await doUnit(folder, planned, { ...options, onProgress })) === 'computed') computed++;
    } catch (error) {
      if (!(error instanceof InputError) || signal?.aborted) throw error;
      failed.set(planned.id, error.message);
    }
  }
  return {
    computed,
    there: units.length - computed - failed.size,
    failed: [...failed].map(([id, reason]) => ({ id, reason })),
  };
}
