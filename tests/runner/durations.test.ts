import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import {
  type Durations,
  type Position,
  readDurations,
  secondsLeft,
  writeDurations,
} from '@ddr-lab/book/watch';

const a = { start: 3, cells: [1, 10, 2] };
const b = { start: 2, cells: [5] };

/** Seconds left of one notebook under way and others that wait, one at a time. */
function left(past: Durations, waiting: readonly Durations[], position: Position): number {
  return secondsLeft([{ past, position }], waiting, 1);
}

it('adds up what is still to come', () => {
  expect(left(a, [b], { done: undefined, inCell: 0, elapsed: 0 })).toBe(3 + 13 + 7);
  expect(left(a, [b], { done: undefined, inCell: 2, elapsed: 2 })).toBe(1 + 13 + 7);
  expect(left(a, [b], { done: 1, inCell: 4, elapsed: 8 })).toBe(6 + 2 + 7);
  expect(left(b, [], { done: 0, inCell: 1, elapsed: 3 })).toBe(4);
});

it('of several at once says when the last will end', () => {
  const running = [
    { past: a, position: { done: 1, inCell: 0, elapsed: 4 } },
    { past: b, position: { done: 0, inCell: 0, elapsed: 2 } },
  ];
  // 12 s and 5 s are left of these; who waits begins after 5 s: 7 s, then 3 s.
  expect(secondsLeft(running, [], 2)).toBe(12);
  expect(secondsLeft(running, [b], 2)).toBe(12);
  expect(secondsLeft(running, [b, { start: 1, cells: [2] }], 2)).toBe(15);
  // One has ended, nothing has begun in its place yet.
  expect(secondsLeft(running.slice(0, 1), [b], 2)).toBe(12);
  expect(secondsLeft([], [a, b], 2)).toBe(16);
  expect(secondsLeft([], [], 2)).toBe(0);
});

it('takes today to be as much slower as it was so far', () => {
  // Start and first cell took 8 s instead of 4.
  expect(left(a, [b], { done: 1, inCell: 0, elapsed: 8 })).toBe(2 * (10 + 2 + 7));
  // The present cell has run for longer than last time: what is left grows, and never falls below the rest.
  const grown = [20, 40, 80].map((inCell) => left(a, [], { done: 1, inCell, elapsed: 4 + inCell }));
  expect(grown[0]).toBeGreaterThan(2);
  expect(grown[1]).toBeGreaterThan(grown[0]);
  expect(grown[2]).toBeGreaterThan(grown[1]);
});

it('takes a cell that was not there last time as short', () => {
  expect(left(b, [], { done: 3, inCell: 1, elapsed: 8 })).toBe(0);
});

it('is kept in a file; a broken one is as none', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'ddr-durations-'));
  const file = path.join(folder, 'run', 'durations.json');
  expect(await readDurations(file)).toEqual(new Map());
  await writeDurations(new Map([['notebooks/a.ipynb', a]]), file);
  expect(await readDurations(file)).toEqual(new Map([['notebooks/a.ipynb', a]]));
  await writeFile(file, '{"x": {"start": "soon"}, ');
  expect(await readDurations(file)).toEqual(new Map());
  await rm(folder, { recursive: true });
});
