import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { selectNotebooks } from '@ddr-lab/book/select';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-select-'));
  await mkdir(path.join(folder, 'empty'));
  await mkdir(path.join(folder, 'other'));
  const names = ['03-b.ipynb', '01-a.ipynb', '03-c.ipynb', '.hidden.ipynb', 'notes.txt', 'other/01-a.ipynb'];
  for (const name of names) await writeFile(path.join(folder, name), '{}');
});
afterAll(() => rm(folder, { recursive: true }));

const names = async (words: string[]): Promise<string[]> =>
  (await selectNotebooks(words, { folder })).map((file) => path.relative(folder, file));

it('takes all of the folder, by name, without any words', async () => {
  expect(await names([])).toEqual(['01-a.ipynb', '03-b.ipynb', '03-c.ipynb']);
});

it('takes a path, a whole name or its beginning, each notebook once', async () => {
  expect(await names(['03-c', '01', '01-a.ipynb', path.join(folder, '03-c.ipynb')])).toEqual([
    '03-c.ipynb',
    '01-a.ipynb',
  ]);
});

it.each([
  [['03'], /03: several notebooks begin like that: 03-b\.ipynb, 03-c\.ipynb/],
  [['07'], /07: there is no such notebook.*Known: 01-a\.ipynb/],
  [['elsewhere/01-a.ipynb'], /elsewhere\/01-a\.ipynb: there is no such notebook/],
  [[''], /there is no such notebook/],
])('%j is refused in words', async (words, message) => {
  await expect(names(words)).rejects.toThrow(message);
  await expect(names(words)).rejects.toThrow(InputError);
});

it('refuses two notebooks whose results would be one file', async () => {
  await expect(names(['01', path.join(folder, 'other', '01-a.ipynb')])).rejects.toThrow(/have the same name/);
});

it('says that a folder has no notebooks', async () => {
  await expect(selectNotebooks([], { folder: path.join(folder, 'empty') })).rejects.toThrow(
    /there are no notebooks/,
  );
});
