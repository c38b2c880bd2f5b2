import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isDone } from './do-unit';
import { readPlan } from './plan-file';
import { placesIn } from './places';
import { readResult } from './store';
import { unitCode } from './code';

/** How far a sweep has come. */
export interface SweepStatus {
  readonly units: number;
  readonly done: number;
  /** Units that a process holds at the moment, or that one held when it was killed. */
  readonly held: number;
  /** Results that are no whole ones, and why; they are computed anew. */
  readonly damaged: readonly string[];
  readonly missing: readonly string[];
  /** Mean time of the units that are done, seconds; nothing where none is. */
  readonly seconds?: number;
  /** What a reader should know: that the code or the sweep's file is not what was planned. */
  readonly notes: readonly string[];
}

/**
 * Looks at a sweep's folder.
 *
 * @param text what the sweep's file says now, to tell that it was changed after the plan.
 * @throws InputError as `readPlan`.
 */
export async function sweepStatus(folder: string, text?: string): Promise<SweepStatus> {
  const plan = await readPlan(folder);
  const places = placesIn(folder);
  const damaged: string[] = [];
  const missing: string[] = [];
  const times: number[] = [];
  let held = 0;
  for (const planned of plan) {
    const found = await readResult(folder, planned.id);
    if (found.state === 'whole' && (await isDone(folder, planned))) {
      times.push(found.result.made.seconds);
      continue;
    }
    missing.push(planned.id);
    if (found.state === 'damaged') damaged.push(found.reason);
    if (existsSync(places.lock(planned.id))) held++;
  }
  const notes: string[] = [];
  if (plan.some(({ unit }) => unit.code !== unitCode(unit.kind))) {
    notes.push('The code has changed since the plan: `ddr sweep plan` makes one for what runs now.');
  }
  const planned = await readFile(places.sweep, 'utf8').catch(() => undefined);
  if (text !== undefined && planned !== undefined && planned !== text) {
    notes.push('The sweep’s file has changed since the plan: `ddr sweep plan` takes it up.');
  }
  const seconds = times.reduce((sum, value) => sum + value, 0) / times.length;
  return {
    units: plan.length,
    done: plan.length - missing.length,
    held,
    damaged,
    missing,
    ...(times.length > 0 ? { seconds } : {}),
    notes,
  };
}
