import { describe, expect, it } from 'vitest';
import { barLine, notebookLine, plainLine, RunDisplay } from '@ddr-lab/book/terminal';

const first = { name: '03-global-residual-and-adversarial-learning', cell: 5, cells: 8 };
const second = { name: '04-training-evolution', cell: 0, cells: 12 };
const progress = {
  running: [first, second],
  ended: 1,
  notebooks: 4,
  cellsDone: 10,
  cells: 40,
  secondsLeft: () => 80,
};

describe('barLine', () => {
  it('shows how much is done, what runs, and the time left in the width there is', () => {
    expect(barLine(progress, 140)).toBe(
      '1/4 [###-------]  03-global-residual-and-adversarial-learning 5/8  04-training-evolution starts  1 min 20 s left',
    );
    for (const width of [20, 40, 60, 80]) expect(barLine(progress, width).length).toBeLessThanOrEqual(width);
    expect(barLine(progress, 80)).toBe(
      '1/4 [###-------]  03-global-resid… 5/8  04-training-evo… starts  1 min 20 s left',
    );
  });

  it('of one notebook says no count, and leaves out an unknown time', () => {
    const alone = { ...progress, running: [first], notebooks: 1, cellsDone: 4, cells: 8 };
    expect(barLine({ ...alone, secondsLeft: () => undefined }, 80)).toBe(
      '[##########----------]  03-global-residual-and-adversarial-learning 5/8',
    );
  });
});

describe('notebookLine', () => {
  const run = { name: '03', file: '/x/03.ipynb', cells: 12, seconds: 41.2, claims: [] };
  it('is one line where all went well, and says what failed where not', () => {
    expect(notebookLine(run)).toBe('ok      03  12 cells in 41 s');
    const failure = { kind: 'throw', number: 3, index: 7, text: 'RangeError: too few\n    at x' } as const;
    expect(notebookLine({ ...run, failure })).toBe(
      'FAILED  03: cell [3] threw an error\n        RangeError: too few\n            at x',
    );
  });
});

describe('RunDisplay', () => {
  function display(isTTY: boolean): { shown: RunDisplay; written: string[]; wait: (ms: number) => void } {
    const written: string[] = [];
    let time = 0;
    const stream = { isTTY, columns: 100, write: (text: string) => written.push(text) };
    const shown = new RunDisplay({ stream, now: () => time });
    return { shown, written, wait: (ms) => (time += ms) };
  }

  it('without a terminal writes at most a line in ten seconds', () => {
    const { shown, written, wait } = display(false);
    for (let i = 0; i < 25; i++) {
      shown.onProgress(progress);
      wait(1000);
    }
    shown.end();
    expect(written).toEqual(Array(2).fill(`${plainLine(progress)}\n`));
    expect(written[0]).toBe(
      '03-global-residual-and-adversarial-learning: cell 5 of 8; 04-training-evolution: starting the kernel; 1 min 20 s left\n',
    );
  });

  it('on a terminal redraws one line and wipes it for lines that stay', () => {
    const { shown, written } = display(true);
    shown.onProgress(progress);
    shown.line('ok');
    shown.end();
    expect(written[0]).toMatch(/^\r1\/4 \[.* 03-.*\x1b\[K$/); // eslint-disable-line no-control-regex
    expect(written.slice(1)).toEqual(['\r\x1b[Kok\n', '\r\x1b[K']);
  });
});
