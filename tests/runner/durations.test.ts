import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readDurations, secondsLeft, writeDurations } from '../../src/runner/durations';

const a = { start: 3, cells: [1, 10, 2] };
const b = { start: 2, cells: [5] };

it('adds up what is still to come', () => {
  expect(secondsLeft([a, b], undefined, 0)).toBe(3 + 13 + 7);
  expect(secondsLeft([a, b], undefined, 2)).toBe(1 + 13 + 7);
  expect(secondsLeft([a, b], 1, 4)).toBe(6 + 2 + 7);
  expect(secondsLeft([b], 0, 1)).toBe(4);
});

it('never falls below what later cells need, however long the present one takes', () => {
  expect(secondsLeft([a], 1, 100)).toBe(2);
  expect(secondsLeft([a], undefined, 100)).toBe(13);
});

it('takes a cell that was not there last time as short', () => {
  expect(secondsLeft([b], 3, 1)).toBe(0);
});

it('does not guess where a notebook never ran', () => {
  expect(secondsLeft([a, undefined], 0, 0)).toBeUndefined();
  expect(secondsLeft([], 0, 0)).toBeUndefined();
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
