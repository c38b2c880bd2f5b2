import { describe, expect, it } from 'vitest';
import { barLine, notebookLine, plainLine, RunDisplay } from '../../src/runner/terminal';

const progress = {
  notebook: '03-global-residual-and-adversarial-learning',
  position: 1,
  notebooks: 2,
  cell: 5,
  cells: 8,
  secondsLeft: () => 80,
};

describe('barLine', () => {
  it('shows notebook, cells and time left in the width there is', () => {
    expect(barLine(progress, 120)).toBe(
      '1/2 03-global-residual-and-adversarial-learning  [##########----------]  cell 5 of 8  1 min 20 s left',
    );
    for (const width of [20, 40, 60, 80]) expect(barLine(progress, width).length).toBeLessThanOrEqual(width);
    expect(barLine(progress, 80)).toMatch(/^1\/2 03-.*… {2}\[#/);
  });

  it('says that the kernel starts, and leaves out an unknown time', () => {
    const line = barLine({ ...progress, cell: 0, secondsLeft: () => undefined }, 120);
    expect(line).toMatch(/\[-{20}\] {2}starting the kernel$/);
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
    expect(written[0]).toBe('03-global-residual-and-adversarial-learning: cell 5 of 8, 1 min 20 s left\n');
  });

  it('on a terminal redraws one line and wipes it for lines that stay', () => {
    const { shown, written } = display(true);
    shown.onProgress(progress);
    shown.line('ok');
    shown.end();
    expect(written[0]).toMatch(/^\r1\/2 03-.*\x1b\[K$/); // eslint-disable-line no-control-regex
    expect(written.slice(1)).toEqual(['\r\x1b[Kok\n', '\r\x1b[K']);
  });
});
