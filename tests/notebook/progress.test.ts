import { expect, test } from 'vitest';
import type { Bundle } from '@ddr-lab/book/cells/display';
import { progress } from '@ddr-lab/book/cells/progress';
import { fakeKernel } from './kernel';

const shown = fakeKernel();

test('one line, written anew at most four times a second, says how far and how long', () => {
  let time = 0;
  const lines: string[] = [];
  const write = (bundle: Bundle): number => lines.push(bundle['text/plain']);
  const bar = progress('features', { write, now: () => time });
  for (let done = 0; done <= 300; done++, time += 100) bar({ done, total: 300, note: 'RB16' });
  bar.end();
  // 301 calls 100 ms apart with 250 ms between lines: every third one, and the end.
  expect(lines).toHaveLength(102);
  expect(lines[50]).toBe('features ██████████░░░░░░░░░░ 50 %, 150 of 300, 15 s left, RB16');
  expect(lines.at(-1)).toBe('features: 300 of 300 in 30 s, RB16');
});

test('a total given beforehand counts, and none at all is no nonsense', () => {
  const lines: string[] = [];
  const write = (bundle: Bundle): number => lines.push(bundle['text/plain']);
  progress('a', { write, total: 4, now: () => 0 })({ done: 1, total: 1 });
  progress('b', { write, now: () => 0 })({ done: 3, total: 0 });
  progress('c', { write, now: () => 0 }).end();
  expect(lines).toEqual([
    'a █████░░░░░░░░░░░░░░░ 25 %, 1 of 4, 0.0 s left',
    'b ░░░░░░░░░░░░░░░░░░░░ 0 %, 3',
    'c: 0.0 s',
  ]);
});

test('steps are whole, however much of the next one is done', () => {
  const lines: string[] = [];
  const write = (bundle: Bundle): number => lines.push(bundle['text/plain']);
  const bar = progress('a', { write, interval: 0, now: () => 0 });
  for (const done of [1 + 1 / 3, 3 + 2 / 3, 0.1 * 3 * 10, 41.999, 42.00001]) bar({ done, total: 42 });
  bar({ done: 2.5, total: 0 });
  bar({ done: 7 / 3, total: 20 / 3 });
  bar.end();
  const counts = lines.map((line) => /[%:],? (\d[^,]*?)(, | in |$)/.exec(line)?.[1]);
  expect(counts).toEqual(['1 of 42', '3 of 42', '3 of 42', '41 of 42', '42 of 42', '2', '2 of 7', '2 of 7']);
});

test('in the kernel the same output is updated', () => {
  const bar = progress('<b>', 2);
  bar({ done: 1, total: 2 });
  bar.end();
  expect(shown.map(({ update }) => update)).toEqual([false, true]);
  expect(shown[0].id).toMatch(/^[0-9a-f]{16}$/);
  expect(shown[1].id).toBe(shown[0].id);
  expect(shown[0].data['text/html']).toContain('&lt;b&gt;');
});
