import { expect, it } from 'vitest';
import { progressBar, progressLine } from '../../bin/progress-bar';

function terminal(isTTY: boolean): {
  isTTY: boolean;
  columns: number;
  text: string;
  write(text: string): void;
} {
  return {
    isTTY,
    columns: 70,
    text: '',
    write(text) {
      this.text += text;
    },
  };
}

it('tells the share done and the time left, within the width of the terminal', () => {
  const half = progressLine('t-SNE', { done: 50, total: 100, note: 'KL 0.5' }, 10_000, 200);
  expect(half).toBe(`t-SNE  [${'#'.repeat(12)}${'-'.repeat(12)}]  50%  10 s left  KL 0.5`);
  expect(progressLine('x', { done: 1, total: 100 }, 2000, 200)).toContain('3:18 left');
  expect(progressLine('x', { done: 1, total: 1000 }, 10_000, 200)).toContain('2:46:30 left');
  expect(progressLine('x', { done: 0, total: 0 }, 5000, 200)).toBe(`x  [${'-'.repeat(24)}]  0%`);
  expect(progressLine('a long label', { done: 1, total: 2 }, 1, 20)).toHaveLength(19);
});

it('stays silent for two seconds, then draws at most ten times a second, and wipes its line', () => {
  const stream = terminal(true);
  let time = 0;
  const bar = progressBar('train', { stream, now: () => time });
  for (; time < 2000; time += 10) bar({ done: time, total: 4000 });
  expect(stream.text).toBe('');
  for (; time < 3000; time += 10) bar({ done: time, total: 4000 });
  expect(stream.text.split('\r').length - 1).toBe(10);
  expect(stream.text).toContain('50%');
  bar.end();
  expect(stream.text.endsWith('\r\x1b[K')).toBe(true);
});

it('writes nothing where standard error is no terminal', () => {
  const stream = terminal(false);
  const bar = progressBar('train', { stream, delay: 0 });
  bar({ done: 1, total: 2 });
  bar.end();
  expect(stream.text).toBe('');
});
