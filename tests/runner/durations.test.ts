import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readDurations, secondsLeft, writeDurations } from '../../src/runner/durations';

const a = { start: 3, cells: [1, 10, 2] };
const b = { start: 2, cells: [5] };

it('adds up what is still to come', () => {
  expect(secondsLeft([a, b], { done: undefined, inCell: 0, elapsed: 0 })).toBe(3 + 13 + 7);
  expect(secondsLeft([a, b], { done: undefined, inCell: 2, elapsed: 2 })).toBe(1 + 13 + 7);
  expect(secondsLeft([a, b], { done: 1, inCell: 4, elapsed: 8 })).toBe(6 + 2 + 7);
  expect(secondsLeft([b], { done: 0, inCell: 1, elapsed: 3 })).toBe(4);
});

it('takes today to be as much slower as it was so far', () => {
  // Start and first cell took 8 s instead of 4.
  expect(secondsLeft([a, b], { done: 1, inCell: 0, elapsed: 8 })).toBe(2 * (10 + 2 + 7));
  // The present cell has run for longer than last time: what is left grows, and never falls below the rest.
  const left = [20, 40, 80].map((inCell) => secondsLeft([a], { done: 1, inCell, elapsed: 4 + inCell })!);
  expect(left[0]).toBeGreaterThan(2);
  expect(left[1]).toBeGreaterThan(left[0]);
  expect(left[2]).toBeGreaterThan(left[1]);
});

it('takes a cell that was not there last time as short', () => {
  expect(secondsLeft([b], { done: 3, inCell: 1, elapsed: 8 })).toBe(0);
});

it('does not guess where a notebook never ran', () => {
  expect(secondsLeft([a, undefined], { done: 0, inCell: 0, elapsed: 3 })).toBeUndefined();
  expect(secondsLeft([], { done: 0, inCell: 0, elapsed: 0 })).toBeUndefined();
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
