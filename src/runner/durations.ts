import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../files/write-whole';
import { PROJECT } from './jupyter';

/** How long each executed cell of a notebook took when it last ran to its end, in seconds. */
export interface Durations {
  /** From the request to the first cell: starting the kernel. */
  readonly start: number;
  readonly cells: readonly number[];
}

const FILE = path.join(PROJECT, '.ddr', 'run', 'durations.json');

/** Durations of the last runs by notebook path relative to the project; none where there was no run. */
export async function readDurations(file = FILE): Promise<Map<string, Durations>> {
  try {
    const stored = JSON.parse(await readFile(file, 'utf8')) as Record<string, Durations>;
    const valid = Object.entries(stored).filter(
      ([, d]) => typeof d.start === 'number' && Array.isArray(d.cells),
    );
    return new Map(valid);
  } catch {
    return new Map();
  }
}

/** Keeps them for the next run's estimate. It is only an estimate: where it cannot be written, nothing is lost. */
export async function writeDurations(durations: ReadonlyMap<string, Durations>, file = FILE): Promise<void> {
  await writeWhole(file, `${JSON.stringify(Object.fromEntries(durations), null, 1)}\n`).catch(
    () => undefined,
  );
}

/**
 * Seconds until the given notebooks are done, by their last durations; undefined where one of them never ran.
 * Of the first, `done` cells are over and the present one has been running for `inCell` seconds; `done`
 * undefined means that its kernel is starting.
 */
export function secondsLeft(
  past: readonly (Durations | undefined)[],
  done: number | undefined,
  inCell: number,
): number | undefined {
  if (past.length === 0 || past.some((d) => d === undefined)) return undefined;
  const [current, ...later] = past as Durations[];
  const total = (d: Durations): number => d.start + sum(d.cells);
  const rest = sum(later.map(total));
  if (done === undefined) return rest + Math.max(0, current.start - inCell) + sum(current.cells);
  return rest + Math.max(0, (current.cells[done] ?? 0) - inCell) + sum(current.cells.slice(done + 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
