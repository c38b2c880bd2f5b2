import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { lean, tidy } from '@ddr-lab/book/notebook-file';

const stream = (name: string, text: string): { output_type: string; name: string; text: string } => ({
  output_type: 'stream',
  name,
  text,
});

const notebook = {
  cells: [
    {
      cell_type: 'code',
      id: 'a',
      source: '1',
      execution_count: 3,
      metadata: { tags: ['x'], execution: { 'iopub.status.busy': '2021-08-02T00:00:00Z' }, collapsed: true },
      outputs: [
        stream('stdout', 'a\n'),
        stream('stdout', 'b\n'),
        stream('stderr', 'c'),
        stream('stdout', 'd'),
      ],
    },
    { cell_type: 'markdown', id: 'b', source: '# t', metadata: { collapsed: true } },
  ],
  metadata: { kernelspec: { name: 'tslab', display_name: 'Mine' }, vscode: { interpreter: 1 } },
  nbformat: 4,
  nbformat_minor: 4,
};

it('drops when and where it ran, keeps ids, sources, tags and counts', () => {
  const result = tidy(notebook);
  expect(result.metadata.kernelspec).toEqual({
    display_name: 'TypeScript (ddr-lab)',
    language: 'typescript',
    name: 'ddr-lab',
  });
  expect(result.metadata).not.toHaveProperty('vscode');
  expect(result.cells[0]).toMatchObject({
    id: 'a',
    source: '1',
    execution_count: 3,
    metadata: { tags: ['x'] },
  });
  expect(result.cells[0].metadata).toEqual({ tags: ['x'] });
  expect(result.cells[1]).toEqual({ cell_type: 'markdown', id: 'b', source: '# t', metadata: {} });
});

it('joins pieces of one stream that follow each other', () => {
  expect(tidy(notebook).cells[0].outputs).toEqual([
    stream('stdout', 'a\nb\n'),
    stream('stderr', 'c'),
    stream('stdout', 'd'),
  ]);
});

it('changes nothing the second time', () => {
  expect(tidy(tidy(notebook))).toEqual(tidy(notebook));
});

describe('lean', () => {
  const figure = {
    output_type: 'display_data',
    metadata: {},
    data: {
      'application/vnd.plotly.v1+json': { data: [] },
      'image/png': 'AAAA',
      'text/html': '<figure>...</figure><script>...</script>',
      'text/plain': ['[figure fig6: What it shows: "all", of it.]'],
    },
  };
  const outputsOf = (...outputs: object[]): unknown =>
    lean({ ...notebook, cells: [{ ...notebook.cells[0], outputs: outputs as never }] }).cells[0].outputs;

  it('keeps a figure as its picture and caption', () => {
    const caption = 'What it shows: "all", of it.';
    expect(outputsOf(figure)).toEqual([
      {
        output_type: 'display_data',
        metadata: {},
        data: { 'image/png': 'AAAA', 'text/plain': `[figure fig6: ${caption}]` },
      },
      {
        output_type: 'display_data',
        metadata: {},
        data: { 'text/markdown': caption, 'text/plain': caption },
      },
    ]);
  });

  it('drops the library, and keeps tables, bars and text as they are', () => {
    const html = `<div>Charts: Plotly.</div>${scriptHtml('cartesian')}`;
    const library = { ...figure, data: { 'text/html': html, 'text/plain': 'Charts' } };
    const table = { ...figure, data: { 'text/html': '<table></table>', 'text/plain': 'a' } };
    expect(outputsOf(library, table, stream('stdout', 'x'))).toEqual([table, stream('stdout', 'x')]);
  });

  it('gives a figure without a title no caption', () => {
    const untitled = { ...figure, data: { ...figure.data, 'text/plain': '[figure fig6]' } };
    expect(outputsOf(untitled)).toHaveLength(1);
  });
});

it('says of the language what the kernel says', () => {
  const { languageInfo } = createRequire(__filename)('../../packages/book/kernel/language.js') as {
    languageInfo(): object;
  };
  expect(tidy(notebook).metadata.language_info).toEqual(languageInfo());
});
