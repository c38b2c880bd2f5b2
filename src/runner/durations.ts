import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
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

/** Where a run is in one of its notebooks, in seconds. */
export interface Position {
  /** How many of its cells are over; undefined while its kernel starts. */
  readonly done: number | undefined;
  /** How long the present cell (or the kernel's start) has taken so far. */
  readonly inCell: number;
  /** How long the notebook has taken so far. */
  readonly elapsed: number;
}

/** A notebook under way: how long it last took, where it is now. */
export interface Running {
  readonly past: Durations;
  readonly position: Position;
}

/** Before this many seconds say nothing about the speed of the machine today. */
const TELLING_DURATION = 3;

/**
 * Seconds until all notebooks are done: by their last durations, and by how much slower or faster than last time
 * those under way have been so far. Those that wait take, in order, the place that is free first.
 *
 * @param jobs how many run at once
 */
export function secondsLeft(
  running: readonly Running[],
  waiting: readonly Durations[],
  jobs: number,
): number {
  const under = running.map(({ past, position }) => ({ ...split(past, position), position }));
  // What last time took as long as this run has taken so far.
  const before = sum(under.map((one) => one.before));
  const pace = before < TELLING_DURATION ? 1 : sum(under.map(({ position }) => position.elapsed)) / before;
  const places = under.map(({ present, after, position }) => {
    return Math.max(0, present * pace - position.inCell) + after * pace;
  });
  while (places.length < jobs) places.push(0);
  for (const { start, cells } of waiting) {
    const first = places.indexOf(Math.min(...places));
    places[first] += (start + sum(cells)) * pace;
  }
  return Math.max(...places);
}

/** What a notebook last took: up to where it is now, in the present cell, after it. */
function split(
  { start, cells }: Durations,
  { done, inCell }: Position,
): { before: number; present: number; after: number } {
  const steps = [start, ...cells];
  const at = done === undefined ? 0 : done + 1;
  const present = steps[at] ?? 0;
  return {
    before: sum(steps.slice(0, at)) + Math.min(present, inCell),
    present,
    after: sum(steps.slice(at + 1)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
