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

/** Where a run is in its present notebook, in seconds. */
export interface Position {
  /** How many of its cells are over; undefined while its kernel starts. */
  readonly done: number | undefined;
  /** How long the present cell (or the kernel's start) has taken so far. */
  readonly inCell: number;
  /** How long the notebook has taken so far. */
  readonly elapsed: number;
}

/** Before this many seconds say nothing about the speed of the machine today. */
const TELLING = 3;

/**
 * Seconds until the given notebooks are done, the first of them being under way: by their last durations, and
 * by how much slower or faster than last time this run has been so far. Undefined where one of them never ran.
 */
export function secondsLeft(
  past: readonly (Durations | undefined)[],
  { done, inCell, elapsed }: Position,
): number | undefined {
  if (past.length === 0 || past.some((d) => d === undefined)) return undefined;
  const [current, ...later] = past as Durations[];
  const steps = [current.start, ...current.cells];
  const at = done === undefined ? 0 : done + 1;
  const present = steps[at] ?? 0;
  // What last time took as long as this run has taken so far.
  const before = sum(steps.slice(0, at)) + Math.min(present, inCell);
  const pace = before < TELLING ? 1 : elapsed / before;
  const rest = sum(steps.slice(at + 1)) + sum(later.map((d) => d.start + sum(d.cells)));
  return Math.max(0, present * pace - inCell) + rest * pace;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
