import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledFigure } from '@ddr-lab/charts/made';
import { loadFigure, savedFigures, saveFigure } from '../../src/charts/saved';
import { exampleFigures } from './examples';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-saved-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a figure comes back as it was, without its patches', async () => {
  const figures = await exampleFigures();
  for (const figure of figures) {
    await saveFigure(figure, folder);
    const expected: unknown = JSON.parse(JSON.stringify({ ...settledFigure(figure), patches: undefined }));
    expect(await loadFigure(figure.name, folder)).toEqual(expected);
  }
  expect(await savedFigures(folder)).toEqual(['bars', 'grid', 'lines', 'samples']);
  expect(await savedFigures(path.join(folder, 'none'))).toEqual([]);
});

test('a file that is no figure is refused by name', async () => {
  for (const text of ['', '{"figure":{}}', 'null', '{"format":"ddr-lab figure","version":1}']) {
    await writeFile(path.join(folder, 'broken.json'), text);
    await expect(loadFigure('broken', folder)).rejects.toThrow('broken.json: not a figure');
  }
  await expect(loadFigure('absent', folder)).rejects.toThrow('absent.json: no such figure');
  await expect(loadFigure('../broken', folder)).rejects.toThrow('cannot be named');
});
