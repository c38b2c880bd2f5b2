import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { readClaimsFile } from '@ddr-lab/book/claims/committed';
import { type Notebook, readNotebook } from '@ddr-lab/book/notebook-file';
import {
  givenParameters,
  parametersOf,
  parametersText,
  withParameters,
  type Parameter,
} from '@ddr-lab/book/parameters';
import { runNotebooks } from '@ddr-lab/book/run';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-parameters-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cell = (source: string, tags: readonly string[] = []): Notebook['cells'][number] => ({
  ...{ id: `c${source.length}`, cell_type: 'code', outputs: [], execution_count: null },
  source,
  metadata: tags.length > 0 ? { tags } : {},
});
const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'ddr-lab' };
const notebookOf = (...cells: Notebook['cells']): Notebook => ({
  ...{ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 },
});

const declared = `// Of this notebook.
const count = 100; // images
const name: string = 'a, b = c';
let wide = false
const presets = ['clean', "blur4",]; // told apart
const steps: number[] = [1, 2.5];`;

describe('the cell tagged parameters', () => {
  const parameters = parametersOf(notebookOf(cell('x'), cell(declared, ['parameters'])), 'n.ipynb');

  it('declares plain values', () => {
    expect(parameters).toEqual<Parameter[]>([
      { name: 'count', value: 100, about: 'images' },
      { name: 'name', value: 'a, b = c', about: '' },
      { name: 'wide', value: false, about: '' },
      { name: 'presets', value: ['clean', 'blur4'], about: 'told apart' },
      { name: 'steps', value: [1, 2.5], about: '' },
    ]);
    expect(parametersOf(notebookOf(cell('const count = 1;')), 'n.ipynb')).toEqual([]);
    const odd = notebookOf(cell('const count = f(1);', ['parameters']));
    expect(() => parametersOf(odd, 'n.ipynb')).toThrow(
      /n\.ipynb: in the cell tagged parameters.*const count = f\(1\)/,
    );
  });

  it('takes values of the type of the default', () => {
    const words = ['count=40', 'name=x=1', 'wide=true', 'presets=clean, jpeg30', 'steps=3,4'];
    const given = givenParameters(parameters, words, 'n.ipynb');
    expect(given).toEqual({
      ...{ count: 40, name: 'x=1', wide: true, presets: ['clean', 'jpeg30'], steps: [3, 4] },
    });
    expect(parametersText(given)).toBe('count=40 name=x=1 wide=true presets=clean,jpeg30 steps=3,4');
  });

  it.each([
    ['size=3', /n\.ipynb has no parameter size\. It has count \(100\), name .*presets \(clean,blur4\)/],
    ['count=many', /count takes a number, such as 100/],
    ['count=', /count takes a number/],
    ['wide=yes', /wide is true or false/],
    ['presets=clean,,', /presets takes words joined by commas, such as clean,blur4/],
    ['steps=1,x', /steps takes numbers joined by commas/],
    ['count', /takes name=value/],
  ])('refuses %s', (word, message) => {
    expect(() => givenParameters(parameters, [word], 'n.ipynb')).toThrow(InputError);
    expect(() => givenParameters(parameters, [word], 'n.ipynb')).toThrow(message);
  });

  it('is followed by one cell of the values, whatever an earlier run injected', () => {
    const before = notebookOf(cell('x'), cell(declared, ['parameters']), cell('y'));
    const once = withParameters(before, { count: 1, presets: ['a"b'] });
    const twice = withParameters(once, { count: 2 });
    expect(once.cells.map(({ source }) => source)).toEqual([
      'x',
      declared,
      '// Set for this run (ddr run --set).\nconst count = 1;\nconst presets: string[] = ["a\\"b"];',
      'y',
    ]);
    expect(
      twice.cells.filter(({ metadata }) => String(metadata.tags) === 'injected-parameters'),
    ).toHaveLength(1);
  });
});

it('is in the committed notebooks what a run can set: plain values that the later cells use', async () => {
  const notebooks = path.join(__dirname, '../../notebooks');
  const files = (await readdir(notebooks)).filter((name) => name.endsWith('.ipynb'));
  let withSome = 0;
  for (const file of files) {
    const notebook = await readNotebook(path.join(notebooks, file));
    const parameters = parametersOf(notebook, file);
    if (parameters.length > 0) withSome++;
    const code = notebook.cells.filter((one) => one.cell_type === 'code' && !one.metadata.tags);
    for (const { name } of parameters) {
      expect(
        code.some(({ source }) => new RegExp(`\\b${name}\\b`).test(source)),
        `${file}: ${name}`,
      ).toBe(true);
      // A second declaration would win over what was set.
      expect(
        code.some(({ source }) => new RegExp(`^(const|let) ${name}\\b`, 'm').test(source)),
        file,
      ).toBe(false);
    }
  }
  expect(withSome).toBeGreaterThan(5);
});

// A real kernel, which takes a few seconds to start, and longer where the machine is busy.
it('runs with them, keeps what it was given in the notebook and the claims, and leaves what is committed', async () => {
  const file = path.join(folder, 'seen.ipynb');
  const claim = { id: 'a', section: '1', text: 't', paper: 1, ours: 2, threshold: 'x', verdict: 'holds' };
  const source = `console.log(count + 1, presets.join('+'), process.env.DDR_FIGURES);
require('fs').writeFileSync(process.env.DDR_CLAIMS, ${JSON.stringify(JSON.stringify(claim))});`;
  const text = JSON.stringify(notebookOf(cell(declared, ['parameters']), cell(source)));
  await writeFile(file, text);
  const out = path.join(folder, 'out');
  const set = ['count=40', 'presets=clean,jpeg30'];
  const { runs, index } = await runNotebooks([file], { out, set });
  expect(runs[0].failure).toBeUndefined();
  const executed = await readNotebook(path.join(out, 'seen.ipynb'));
  expect(JSON.stringify(executed.cells[2].outputs)).toContain(`41 clean+jpeg30 ${path.join(out, 'figures')}`);
  expect(executed.metadata.ddr).toMatchObject({ parameters: { count: 40, presets: ['clean', 'jpeg30'] } });
  expect(await readClaimsFile(path.join(out, 'claims.json'))).toMatchObject([
    { id: 'a', parameters: { count: 40 } },
  ]);
  expect(await readFile(index, 'utf8')).toContain('with count=40 presets=clean,jpeg30');
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(folder)).toEqual(expect.not.arrayContaining(['claims.json']));
  // One folder is of one kind.
  await expect(runNotebooks([file], { out })).rejects.toThrow(
    /holds seen run with count=40.*as they stand in the notebooks/,
  );
  await expect(runNotebooks([file], { out, set: ['count=41'] })).rejects.toThrow(
    /with count=41\. Name another folder/,
  );
  await expect(runNotebooks([file], { out, set, inPlace: true })).rejects.toThrow(
    /neither with --in-place nor/,
  );
}, 1_800_000);
