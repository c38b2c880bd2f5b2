import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Notebook } from '@ddr-lab/book/notebook-file';
import { type RunProgress, RunWatch } from '@ddr-lab/book/watch';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());
const wait = (seconds: number): void => void vi.advanceTimersByTime(1000 * seconds);

/** A notebook of so many code cells. */
function notebook(cells: number): Notebook {
  const cell = { cell_type: 'code', metadata: {}, source: '1', outputs: [] };
  return { cells: Array(cells).fill(cell), metadata: {}, nbformat: 4, nbformat_minor: 5 } as Notebook;
}

function watching(past: ConstructorParameters<typeof RunWatch>[2]['past']): {
  watch: RunWatch;
  told: RunProgress[];
} {
  const told: RunProgress[] = [];
  const files = past.map((_, i) => `/x/0${i + 1}.ipynb`);
  const watch = new RunWatch(files, [notebook(2), notebook(4), notebook(3)], {
    past,
    jobs: 2,
    onProgress: (progress) => told.push(progress),
  });
  return { watch, told };
}

it('tells where each notebook is, and how long each cell took', () => {
  const { watch, told } = watching([undefined, undefined, undefined]);
  watch.begin(0);
  watch.begin(1);
  wait(2);
  watch.cell(0);
  wait(1);
  watch.cell(1);
  expect(told.at(-1)).toMatchObject({
    running: [
      { name: '01', cell: 1, cells: 2 },
      { name: '02', cell: 1, cells: 4 },
    ],
    ended: 0,
    notebooks: 3,
    cellsDone: 0,
    cells: 9,
  });
  watch.cell(0);
  wait(5);
  expect(watch.end(0)).toEqual({ cells: 2, seconds: 8, durations: { start: 2, cells: [1, 5] } });
  expect(told.at(-1)).toMatchObject({ running: [{ name: '02', cell: 1 }], ended: 1, cellsDone: 2 });
});

it('without an earlier run guesses the time left once some cells are over', () => {
  const { watch, told } = watching([undefined, undefined, undefined]);
  const left = (): number | undefined => told.at(-1)!.secondsLeft();
  watch.begin(0);
  watch.begin(1);
  expect(left()).toBeUndefined();
  wait(4);
  watch.cell(0);
  watch.cell(1);
  wait(4);
  watch.cell(1);
  expect(left()).toBeUndefined();
  wait(4);
  watch.cell(0);
  watch.cell(1);
  // Five steps of 4.8 s on average are over (4, 8; 4, 4, 4). Left: 4.8; 2 cells; and then the third, start and 3 cells.
  expect(left()).toBeCloseTo(4.8 + 4 * 4.8, 6);
});

it('knows notebooks that ran before', () => {
  const { watch, told } = watching([
    { start: 1, cells: [2, 3] },
    { start: 1, cells: [1, 1, 1, 6] },
    { start: 1, cells: [1, 1, 1] },
  ]);
  watch.begin(0);
  watch.begin(1);
  expect(told.at(-1)!.secondsLeft()).toBe(10);
});
