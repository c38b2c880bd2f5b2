import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settledFigure } from '@ddr-lab/charts/made';
import { loadFigure, savedFigures, saveFigure } from '../../src/charts/saved';
import { type Changes, changesOf, withChanges } from '../../src/charts/changes';
import { everyFigure } from './every-figure';
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

test.each(['clustersFigure', 'sampleGrid', 'trainingEvolution', 'guidanceDiagram'])(
  '%s: kept, it is laid out in a style as if it were made anew',
  async (name) => {
    const figure = { ...(await everyFigure[name]({})), name };
    await saveFigure(figure, folder);
    for (const style of ['ieee', 'nature'] as const) {
      const widths = [undefined, 'single', 'double'] as const;
      for (const width of widths) {
        const { data, layout } = settledFigure({ ...figure, style, ...(width ? { width } : {}) });
        const kept = await loadFigure(name, folder, { style, ...(width ? { width } : {}) });
        expect(kept.layout, `${style} ${width}`).toEqual(JSON.parse(JSON.stringify(layout)));
        expect(kept.data).toEqual(JSON.parse(JSON.stringify(data)));
      }
    }
  },
);

test('plain Plotly is kept with its styles; a figure of an earlier version says what to do', async () => {
  const plain = { name: 'plain', data: [{ x: [1, 2], y: [3, 4] }], layout: { width: 700 } };
  await saveFigure(plain, folder);
  expect((await loadFigure('plain', folder, { style: 'ieee' })).layout.width).toBe(687);
  expect((await loadFigure('plain', folder, { style: 'ieee', width: 'single' })).layout.width).toBe(336);
  await saveFigure(settledFigure(plain), folder);
  await expect(loadFigure('plain', folder, { style: 'ieee' })).rejects.toThrow(
    'plain.json: was kept without the style ieee; run its notebook again.',
  );
});

test('what is different in two values makes the one of the other', () => {
  const before = { a: [1, { b: 2, gone: 3 }], same: { c: [4] }, list: [1, 2] };
  const after = { a: [1, { b: null, new: [5] }], same: { c: [4] }, list: [1, 2, 3], more: 'x' };
  const changes = JSON.parse(JSON.stringify(changesOf(before, after))) as Changes;
  expect(withChanges(before, changes)).toEqual(after);
  expect(JSON.stringify(changes)).not.toContain('same');
  expect(changesOf(before, structuredClone(before))).toBeUndefined();
});
