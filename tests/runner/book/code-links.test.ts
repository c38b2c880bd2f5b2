import { expect, it } from 'vitest';
import { linkCode, placesOfNames } from '@ddr-lab/book/pages/code-links';
import type { Cell } from '@ddr-lab/book/notebook-file';

const cell = (id: string, source: string): Cell => ({ id, source, cell_type: 'code', metadata: {} });
const cells = [
  cell(
    'import',
    "import { analyse, type Image, table as show } from '../src/index'; // analyse() is called below",
  ),
  cell('data', "const degradations = ['noted()'];\nconst { a, b: c } = x;\nlet later: Image[] = [];"),
  cell('run', 'const results = await analyse(degradations);\nasync function twice() {}'),
  cell('again', 'const results = analyse(degradations); show(results);'),
];

it('finds where names are declared, and where imported ones are first called', () => {
  expect(Object.fromEntries(placesOfNames(cells))).toEqual({
    degradations: 'data',
    a: 'data',
    c: 'data',
    later: 'data',
    results: 'run',
    twice: 'run',
    analyse: 'run',
    show: 'again',
  });
});

const linked = (html: string): string => {
  const body = linkCode(`<!--text-->${html}<!--/text--><code>analyse</code>`, cells);
  return body.slice('<!--text-->'.length, -'<!--/text--><code>analyse</code>'.length);
};

it.each(['degradations', 'analyse', 'analyse()', 'analyse(...)'])('links <code>%s</code>', (name) => {
  const id = name.startsWith('a') ? 'run' : 'data';
  expect(linked(`<p><code>${name}</code></p>`)).toBe(
    `<p><a class="to-code" href="#${id}"><code>${name}</code></a></p>`,
  );
});

it.each([
  '<code>unknown</code>',
  '<code>degradations = []</code>',
  '<a href="x.md"><code>analyse</code></a>',
  '<pre><code>analyse</code></pre>',
])('leaves %s alone', (html) => {
  expect(linked(html)).toBe(html);
});
