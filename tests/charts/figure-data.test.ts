import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { parseCsv } from '@ddr-lab/base/csv';
import { bars } from '@ddr-lab/charts/bars';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { figureData } from '@ddr-lab/charts/figure-data';
import { plainFigure } from '@ddr-lab/charts/plain';
import { rankedBars } from '@ddr-lab/charts/ranked-bars';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { stackedPanels } from '@ddr-lab/charts/stacked-panels';
import { writeFigureData } from '@ddr-lab/charts/write-data';
import { toBytes } from '@ddr-lab/images/io';
import { sampleGrid } from '../../src/charts/sample-grid';
import { everyFigure } from './every-figure';
import { picture } from './examples';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-data-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const long = 'a network with a name that no legend of one column holds';

test('bars: whole names and all digits, at every width', () => {
  const values = [{ mean: 1 / 3, standardDeviation: 0.1 }, 2, NaN];
  const figure = bars({
    name: 'bars',
    categories: ['RB1', long, 'x'],
    series: [{ name: long, values }],
    valueTitle: 'CHI',
    categoryTitle: 'layer',
    width: 'single',
  });
  expect(figureData(figure)).toEqual({
    columns: ['series', 'layer', 'CHI', 'deviation'],
    rows: [
      [long, 'RB1', 1 / 3, 0.1],
      [long, long, 2, null],
      [long, 'x', null, null],
    ],
    pictures: [],
  });
});

test('a map: every point once, in its panel, where it is and not where it was moved to', () => {
  const points = createMatrix(
    60,
    2,
    Float64Array.from({ length: 120 }, (_, i) => (i === 14 ? 5000 : i % 9)),
  );
  const labels = points.data.filter((_, i) => i % 2 === 0).map((_, i) => i % 2);
  const figure = scatterGrid({
    name: 'map',
    panels: [{ row: 'wGR', group: 'deep', column: 'RB16', points, labels }],
    labelNames: ['clean', 'noise20'],
  });
  const { columns, rows } = figureData(figure);
  expect(columns.slice(0, 4)).toEqual(['panel', 'series', 'x', 'y']);
  expect(new Set(rows.map(([panel]) => panel))).toEqual(new Set(['wGR, deep, RB16']));
  const found = rows.map(([, series, x, y]) => `${series} ${x} ${y}`).sort();
  const given = Array.from(labels, (label, i) => {
    const [x, y] = [points.data[2 * i], points.data[2 * i + 1]];
    return `${['clean', 'noise20'][label]} ${x} ${y}`;
  }).sort();
  expect(found).toEqual(given);
  // It is drawn at the border.
  expect(JSON.stringify(figure.data.map(({ x }) => x))).not.toContain('5000');
});

test('what is drawn at another place keeps its number, and names their whole words', () => {
  const stacked = stackedPanels({
    name: 'stacked',
    xTitle: 'iterations',
    panels: ['CHI', 'PSNR (dB)'].map((title) => ({
      title,
      lines: [{ name: 'wGR', x: [7, 10], standsFor: [128, 1024], y: [1, 2], deviation: [0.1, 0.2] }],
    })),
  });
  expect(figureData(stacked)).toMatchObject({
    columns: ['panel', 'series', 'iterations', 'value', 'deviation'],
    rows: [
      ['CHI', 'wGR', 128, 1, 0.1],
      ['CHI', 'wGR', 1024, 2, 0.2],
      ['PSNR (dB)', 'wGR', 128, 1, 0.1],
      ['PSNR (dB)', 'wGR', 1024, 2, 0.2],
    ],
  });
  const ranked = rankedBars({ name: 'ranked', values: { [long]: 1, second: 2 }, valueTitle: 'accuracy' });
  expect(figureData(ranked).rows).toEqual([
    [2, 'second'],
    [1, long],
  ]);
});

test("plain Plotly: axes by their titles, panels by their axes, a heat map's cells", () => {
  const figure = plainFigure({
    name: 'plain',
    data: [
      { x: new Float32Array([1, 2]), y: [3, 4], name: 'A &amp; B', text: ['p', 'q'] },
      { type: 'heatmap', z: [[5, 6]], x: ['u', 'v'], y: ['w'], xaxis: 'x2', yaxis: 'y2' },
      { x: [null], y: [null], name: 'only in the legend' },
    ],
    layout: { xaxis: { title: { text: 'time (s)' } }, xaxis2: { title: { text: 'time (s)' } } },
  });
  expect(figureData(figure)).toEqual({
    columns: ['panel', 'series', 'time (s)', 'y', 'text', 'value'],
    rows: [
      ['xy', 'A & B', 1, 3, 'p', null],
      ['xy', 'A & B', 2, 4, 'q', null],
      ['x2y2', null, 'u', 'w', null, 5],
      ['x2y2', null, 'v', 'w', null, 6],
    ],
    pictures: [],
  });
});

test('pictures: their samples as they were given, and the words around them', async () => {
  const images = [picture(1, 7), picture(2, 7)];
  const figure = await sampleGrid({
    name: 'samples',
    title: 'Two, "so".',
    columnTitles: ['clean', 'blur4'],
    rows: [{ title: 'row', images, notes: ['1 dB', '2 dB'] }],
  });
  const files = await writeFigureData(figure, folder);
  expect(files.map((file) => path.basename(file))).toEqual(['samples.csv', 'samples.npz', 'samples.txt']);
  const { columns, rows } = parseCsv(await readFile(files[0], 'utf8'));
  expect(columns).toEqual(['row', 'column', 'note', 'picture', 'height', 'width']);
  expect(rows[1]).toEqual(['row', 'blur4', '2 dB', 'picture_2', '7', '7']);
  expect(await readFile(files[2], 'utf8')).toBe('Two, "so".\n');
  const arrays = await readNpz(files[1]);
  images.forEach((image, i) => {
    const { shape, data } = arrays[`picture_${i + 1}`];
    expect(shape).toEqual([7, 7, 3]);
    expect(Array.from(data as Uint8Array)).toEqual(Array.from(toBytes(image)));
  });
});

test('a large table is arrays, texts among them; what an earlier figure left goes', async () => {
  const small = plainFigure({ name: 'large', title: 'Caption', data: [{ x: [1], y: [2] }] });
  const into = path.join(folder, 'large');
  await writeFigureData(small, into);
  expect((await readdir(into)).sort()).toEqual(['large.csv', 'large.txt']);
  const count = 60_000;
  const y = Float64Array.from({ length: count }, (_, i) => Math.sqrt(i));
  const x = Array.from(y, (_, i) => (i % 2 === 0 ? 'gerade' : 'üngerade, a word that takes room'));
  const [file] = await writeFigureData(plainFigure({ name: 'large', data: [{ x, y }] }), into);
  expect(await readdir(into)).toEqual(['large.npz']);
  const arrays = await readNpz(file);
  const [longest] = arrays.x_texts.shape.slice(1);
  const texts = Buffer.from(arrays.x_texts.data as Uint8Array);
  const text = (row: number): string =>
    texts
      .subarray(row * longest, (row + 1) * longest)
      .toString()
      .replace(/\0+$/, '');
  expect(Array.from(arrays.x.data as Int32Array, (at) => text(at))).toEqual(x);
  expect(arrays.y).toEqual({ shape: [count], data: y });
});

test.each(Object.keys(everyFigure))('%s has data, the same at every width', async (name) => {
  const make: (look: FigureOptions) => Figure | Promise<Figure> = everyFigure[name];
  const data = figureData(await make({}));
  if (name === 'guidanceDiagram') return expect(data.rows).toEqual([]);
  expect(data.rows.length).toBeGreaterThan(0);
  expect(new Set(data.columns).size).toBe(data.columns.length);
  expect(data.rows.flat().filter((cell) => typeof cell === 'string' && cell.includes('…'))).toEqual([]);
  const narrow = figureData(await make({ width: 'single', style: 'nature' }));
  expect({ ...narrow, pictures: [] }).toEqual({ ...data, pictures: [] });
});
