import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { parseNotebook, readNotebook, writeNotebook } from '@ddr-lab/book/notebook-file';

const passes = path.join(__dirname, '..', 'notebooks', 'passes.ipynb');
const kernelspec = { name: 'ddr-lab', display_name: 'TypeScript', language: 'typescript' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-notebook-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readNotebook', () => {
  it('joins sources and keeps ids', async () => {
    const { cells } = await readNotebook(passes);
    expect(cells[0].cell_type).toBe('markdown');
    expect(cells[0].source).toMatch(/^# A notebook that passes\n\n/);
    expect(cells.map(({ id }) => id)).toEqual(cells.map((_, i) => `cell-${i + 1}`));
  });

  it.each([
    ['missing.ipynb', undefined, /missing\.ipynb: there is no such notebook/],
    ['text.ipynb', 'no JSON at all', /text\.ipynb: not a notebook, its content is not JSON/],
    ['cut.ipynb', '{"cells": [', /cut\.ipynb: not a notebook/],
    ['array.ipynb', '[]', /array\.ipynb: not a notebook of format 4/],
    ['old.ipynb', '{"nbformat": 3, "worksheets": []}', /old\.ipynb: not a notebook of format 4/],
    ['plain.ipynb', '{"nbformat": 4, "cells": []}', /plain\.ipynb: the notebook is for no kernel/],
    [
      'python.ipynb',
      '{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"name": "python3"}}}',
      /python\.ipynb: the notebook is for the kernel "python3"; here notebooks run on "ddr-lab"/,
    ],
    [
      'cell.ipynb',
      `{"nbformat": 4, "cells": [{"cell_type": "code"}], "metadata": {"kernelspec": ${JSON.stringify(kernelspec)}}}`,
      /cell\.ipynb: cell 1 is not/,
    ],
  ])('%s is refused in words', async (name, content, message) => {
    const file = path.join(folder, name);
    if (content !== undefined) await writeFile(file, content);
    await expect(readNotebook(file)).rejects.toThrow(message);
    await expect(readNotebook(file)).rejects.toThrow(InputError);
  });

  it('gives cells without an id one that is the same each time', () => {
    const old = {
      nbformat: 4,
      metadata: { kernelspec },
      cells: [{ cell_type: 'markdown', metadata: {}, source: ['a\n', 'b'] }],
    };
    expect(parseNotebook(old, 'old')).toEqual(parseNotebook(old, 'old'));
    expect(parseNotebook(old, 'old').cells[0]).toMatchObject({ id: 'cell-1', source: 'a\nb' });
  });
});

describe('writeNotebook', () => {
  it('writes what Jupyter wrote, byte for byte', async () => {
    const copy = path.join(folder, 'copy.ipynb');
    await writeNotebook(copy, await readNotebook(passes));
    expect(await readFile(copy, 'utf8')).toBe(await readFile(passes, 'utf8'));
  });

  it('stores text as lines, pictures and JSON as they are', async () => {
    const file = path.join(folder, 'outputs.ipynb');
    const data = {
      'text/html': '<p>\n</p>',
      'image/png': 'iVBO\nRw0K',
      'application/vnd.x+json': { a: '1\n2' },
    };
    const outputs = [
      { output_type: 'display_data', data, metadata: {} },
      { output_type: 'stream', name: 'stdout', text: 'one\n\ntwo' },
    ];
    const cells = [{ cell_type: 'code', id: 'a', source: '1\n', metadata: {}, execution_count: 1, outputs }];
    await writeNotebook(file, { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
    const [cell] = JSON.parse(await readFile(file, 'utf8')).cells;
    expect(cell.source).toEqual(['1\n']);
    expect(cell.outputs[0].data).toEqual({ ...data, 'text/html': ['<p>\n', '</p>'] });
    expect(cell.outputs[1].text).toEqual(['one\n', '\n', 'two']);
  });
});

it.each(['ddr-lab', 'tslab', 'jslab'])('takes a notebook for the kernel %s', (name) => {
  const content = { cells: [], metadata: { kernelspec: { name } }, nbformat: 4, nbformat_minor: 5 };
  expect(parseNotebook(content, 'a.ipynb').cells).toEqual([]);
});
