import { expect, it } from 'vitest';
import { adaptLinks } from '@ddr-lab/book/pages/book';

const pages = new Set(['01-a', '03-b']);
const text = (html: string): string => `<!--text-->${html}<!--/text-->`;
const adapt = (body: string): string => adaptLinks(body, '/p/notebooks', '/p/out', pages);

it.each([
  ['<a href="03-b.ipynb">b</a>', '<a href="03-b.html">b</a>'],
  ['<a class="x" href="./03-b.ipynb#sec">b</a>', '<a class="x" href="03-b.html#sec">b</a>'],
  ['<a href="07-none.ipynb">n</a>', '<a href="../notebooks/07-none.ipynb">n</a>'],
  ['<a href="../docs/runner.md">d</a>', '<a href="../docs/runner.md">d</a>'],
  ['<a href="data/x.json">d</a>', '<a href="../notebooks/data/x.json">d</a>'],
  ['<a href="https://arxiv.org/abs/2108.00406">p</a>', '<a href="https://arxiv.org/abs/2108.00406">p</a>'],
  ['<a href="#here">h</a>', '<a href="#here">h</a>'],
  ['<a href="/abs.html">h</a>', '<a href="/abs.html">h</a>'],
  ['<a href="%E0%A4%A.ipynb">h</a>', '<a href="../notebooks/%E0%A4%A.ipynb">h</a>'],
])('%s', (before, after) => {
  expect(adapt(text(before))).toBe(text(after));
});

it('leaves outputs alone', () => {
  const output = '<div><a href="03-b.ipynb">b</a></div>';
  expect(adapt(`${text('x')}${output}${text('y')}`)).toBe(`${text('x')}${output}${text('y')}`);
});
