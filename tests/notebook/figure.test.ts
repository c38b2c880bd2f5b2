import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Figure } from '@ddr-lab/charts/figure';
import { savedFolder } from '../../src/charts/saved';
import { figure } from '../../src/notebook/figure';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { openNotebook } from '@ddr-lab/book/cells/open-notebook';
import { exampleFigures, hostile } from '../charts/examples';
import { fakeKernel } from './kernel';

const shown = fakeKernel();
let folder = '';
let figures: Figure[] = [];
const before = process.env.DDR_CHROMIUM;
beforeAll(async () => {
  figures = await exampleFigures();
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-figure-'));
  process.env.DDR_FIGURES = folder;
  // These tests are about what is shown; the pictures have theirs.
  process.env.DDR_CHROMIUM = '';
  vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
});
afterAll(async () => {
  if (before === undefined) delete process.env.DDR_CHROMIUM;
  else process.env.DDR_CHROMIUM = before;
  delete process.env.DDR_FIGURES;
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});
const said: string[] = [];
const scripts = (html: string | undefined): number =>
  (html ?? '').split('ddrFigures.library("basic"').length - 1;

test('the Plotly script is in the notebook once, and comes back when its own cell runs again', async () => {
  openNotebook();
  await figure(figures[1], { export: false });
  await figure(figures[2], { export: false });
  openNotebook();
  expect(shown.map(({ data }) => scripts(data['text/html']))).toEqual([1, 0, 0, 1]);
});

test('without openNotebook the first figure carries the script, also when it runs again', async () => {
  for (const index of [1, 2, 1, 2]) await figure(figures[index], { export: false });
  expect(shown.map(({ data }) => scripts(data['text/html']))).toEqual([1, 0, 1, 0]);
});

test('a figure that needs more of Plotly brings it along', async () => {
  openNotebook();
  const violin = { ...figures[1], name: 'violin', data: [{ type: 'violin', y: [1, 2, 3] }] };
  await figure(violin, { export: false });
  expect(shown[1].data['text/html']).toContain('ddrFigures.library("cartesian"');
});

test('the script is Plotly, gzipped, below 0.55 MB', () => {
  const html = scriptHtml('basic');
  expect(html.length).toBeLessThan(550_000);
  const packed = /library\("basic","([^"]+)"\)/.exec(html)![1];
  expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toContain('plotly.js (basic - minified)');
});

test('one bundle holds every form', () => {
  const html = figureHtml(figures[0], Buffer.from('picture'));
  expect(html).toContain('src="data:image/webp;base64,cGljdHVyZQ=="');
  expect(html).not.toContain('<img src=x');
  expect(html.match(/&lt;img src=x onerror=&quot;window\.harmed=true&quot;&gt;/g)).toHaveLength(2);
  const spec = /"spec":"([^"]+)"/.exec(html)![1];
  const { data, layout, patches } = figures[0];
  expect(JSON.parse(gunzipSync(Buffer.from(spec, 'base64')).toString())).toEqual({ data, layout, patches });
});

test('without Chromium the charts stay, and one line says what is not exported', async () => {
  said.length = 0;
  const kept = path.join(savedFolder(), 'test-kept.json');
  try {
    await figure({ ...figures[0], name: 'test-kept' });
    await figure({ ...figures[0], name: 'test-kept' });
    expect(await readdir(savedFolder())).toContain('test-kept.json');
  } finally {
    await rm(kept, { force: true });
  }
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/No figure is exported to .*DDR_CHROMIUM is empty/);
  expect(await readdir(folder)).toEqual([]);
  const bundle = shown[0].data;
  expect(bundle['image/png']).toBeUndefined();
  expect(bundle['text/plain']).toBe(`[figure test-kept: Grid of ${hostile}]`);
  expect(bundle['application/vnd.plotly.v1+json']).toMatchObject({
    data: figures[0].data,
    layout: figures[0].layout,
  });
  expect(bundle['text/html']).toContain('window.ddrFigures.library');
});

test('a name that would leave the folder is refused', async () => {
  await expect(figure({ ...figures[0], name: '../../x' })).rejects.toThrow('cannot be named');
});
