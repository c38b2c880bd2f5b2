import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bars } from '@ddr-lab/charts/bars';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { exportFigure } from '@ddr-lab/charts/export';
import type { Figure } from '@ddr-lab/charts/figure';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import { lines } from '@ddr-lab/charts/lines';
import { patchSheet } from '../../../src/charts/patches';
import { sampleGrid } from '../../../src/charts/sample-grid';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { confusionFigure } from '../../../src/studies/applications/confusion-figure';
import { stackedPanels } from '@ddr-lab/charts/stacked-panels';
import { checkClaim } from '@ddr-lab/book/claims/claim';
import { InputError } from '@ddr-lab/base/errors';
import { claimsHtml } from '../../../src/notebook/claims';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { progress } from '@ddr-lab/book/cells/progress';
import { tableHtml, textTable } from '@ddr-lab/book/cells/table-format';
import { readImage } from '@ddr-lab/images/io';
import { writeBook } from '@ddr-lab/book/pages/book';
import { failureOf, readExecuted, withRecord } from '@ddr-lab/book/executed';
import { findJupyter } from '@ddr-lab/book/jupyter';
import { type Cell, type Output, tidy, writeNotebook } from '@ddr-lab/book/notebook-file';
import { chromiumMissing, inChromium } from '../../charts/chromium-here';
import { panel, picture } from '../../charts/examples';
import { hover, hoverPatch } from '../../charts/hover';
import { claim } from '../claims/example';

/** A name that a file may have, and that would run a script wherever it is taken for HTML. */
const hostile = '<img src=x onerror="window.harmed=1">';
/** A slash ends a folder's name, so this one closes no tag; it would open an attribute. */
const folderName = 'a" onmouseover="window.harmed=1';
const LONG = 1_800_000;
let folder = '';
let out = '';

/** Each kind of chart with the name wherever a text goes. */
async function hostileFigures(): Promise<Figure[]> {
  const names = [hostile, `${hostile} 2`, `${hostile} 3`];
  const title = `Chart of ${hostile}`;
  const images = [0, 1, 2].map((seed) => picture(seed));
  const patches = await patchSheet(images, { names });
  const series = names.map((name, i) => ({
    name,
    values: [1, 2 + i, 3].map((mean) => ({ mean, standardDeviation: 0.1 })),
  }));
  const panels = [{ ...panel(hostile, hostile, 3), note: hostile }];
  return [
    scatterGrid({ name: 'scatter', title, panels, labelNames: names, patches }),
    bars({ name: 'bars', title, categories: names, series, valueTitle: hostile, categoryTitle: hostile }),
    lines({ name: 'lines', title, x: names, series, valueTitle: hostile, categoryTitle: hostile }),
    await sampleGrid({
      name: 'samples',
      title,
      columnTitles: names,
      rows: [{ title: hostile, group: hostile, images, notes: names }],
    }),
    stackedPanels({
      name: 'panels',
      title,
      panels: [{ title: hostile, lines: [{ name: hostile, x: [1, 2], y: [1, 2] }] }],
      xTitle: hostile,
    }),
    lineGrid({
      name: 'grid',
      title,
      panels: [{ row: hostile, column: hostile, lines: [{ name: hostile, x: [1, 2], y: [1, 2] }] }],
      valueTitle: hostile,
      xTitles: { [hostile]: hostile },
    }),
    confusionFigure(
      {
        [hostile]: [
          [3, 1],
          [0, 2],
        ],
      },
      { title, classes: names.slice(0, 2) },
    ),
  ];
}

const shown = (html: string): Output => ({
  output_type: 'display_data',
  data: { 'text/html': html, 'text/plain': hostile },
  metadata: {},
});
const printed = (name: string, text: string): Output => ({ output_type: 'stream', name, text });
const code = (id: string, ...outputs: Output[]): Cell => ({
  id,
  cell_type: 'code',
  source: `const file = '${hostile}';`,
  metadata: {},
  execution_count: 1,
  outputs,
});

async function refusal(): Promise<string> {
  const error = (await readImage(path.join(folder, `${hostile}.png`)).catch((e: unknown) => e)) as Error;
  expect(error).toBeInstanceOf(InputError);
  return `${error.name}: ${error.message}`;
}

function progressHtml(): string {
  let html = '';
  const bar = progress(hostile, { write: (bundle) => (html = bundle['text/html']!) });
  bar({ done: 1, total: 2, note: hostile });
  bar.end();
  return html;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-escaping-'));
  const notebooks = path.join(folder, folderName);
  out = path.join(folder, 'out');
  await mkdir(notebooks);
  const text = textTable(['file', hostile], [[hostile, 1]], { caption: hostile });
  const checked = checkClaim(
    { id: hostile, section: hostile, text: hostile, paper: hostile, threshold: hostile, reason: hostile },
    hostile,
    'holds',
  );
  const said = await refusal();
  const cells: Cell[] = [
    { id: 'title', cell_type: 'markdown', source: '# Names\n\nSee [the data](data/a.csv).', metadata: {} },
    code('first', shown(scriptHtml('basic'))),
    code('table', shown(tableHtml(text))),
    code('progress', shown(progressHtml())),
    code('claims', shown(claimsHtml([checked]))),
    code('figures', ...(await hostileFigures()).map((figure) => shown(figureHtml(figure)))),
    code('plain', {
      output_type: 'execute_result',
      data: { 'text/plain': hostile },
      metadata: {},
      execution_count: 1,
    }),
    code('printed', printed('stdout', `\u001b[31m${hostile}\u001b[0m`), printed('stderr', said)),
    code('failed', printed('stderr', said)),
  ];
  const failure = failureOf({ kind: 'throw', number: 9, index: cells.length - 1, text: said });
  const record = {
    source: path.join('..', folderName, `${hostile}.ipynb`),
    executed: '2021-08-02T10:00:00Z',
    seconds: 1,
    claims: [claim({ id: hostile, section: hostile, text: hostile, notebook: hostile })],
    failure,
  };
  const notebook = tidy({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  for (const place of [notebooks, out]) {
    await writeNotebook(path.join(place, `${hostile}.ipynb`), withRecord(notebook, record));
  }
  await writeBook(await readExecuted(out), out, { jupyter: await findJupyter() });
}, LONG);
afterAll(async () => {
  await closeChromium();
  await rm(folder, { recursive: true, force: true });
});

/** Opens a file, and fails where it runs, asks for or reports anything that it should not. */
async function open(file: string, use: (page: Page) => Promise<void>): Promise<void> {
  const problems: string[] = [];
  await withPage({ width: 1000, height: 900 }, async (page) => {
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('request', (request) => {
      if (/\/x$/.test(request.url())) problems.push(request.url());
    });
    await page.goto(`file://${path.dirname(file)}/${encodeURIComponent(path.basename(file))}`);
    await use(page);
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    expect(
      await page.evaluate(`document.querySelectorAll('img[src="x"], [onerror], [onmouseover]').length`),
    ).toBe(0);
  });
  expect(problems).toEqual([]);
}

const DRAWN = `[...document.querySelectorAll('[data-ddr-figure]')].every((place) => place.dataset.ddrAlive === 'yes')`;

describe.skipIf(chromiumMissing)(`a name that is HTML, ${inChromium}`, { timeout: LONG }, () => {
  it('is text on a page of the book: in tables, claims, progress, errors, charts and under the cursor', async () => {
    await open(path.join(out, `${hostile}.html`), async (page) => {
      await page.waitForFunction(DRAWN);
      for (const id of ['table', 'progress', 'claims', 'figures', 'plain', 'printed', 'failed']) {
        expect(await page.locator(`#${id}`).textContent(), id).toContain(hostile);
      }
      // Panel titles, notes, legends, ticks and axis titles of six charts, drawn letter by letter; the long ones in lines or cut.
      const drawn = await page.locator('.main-svg text', { hasText: '<img' }).count();
      expect(drawn).toBeGreaterThan(25);
      const point = page.locator('[data-ddr-figure^="scatter"] .scatterlayer .point').first();
      await hoverPatch(page, point);
      expect(await page.locator('#ddr-patch').textContent()).toContain(hostile);
      const bar = page.locator('[data-ddr-figure^="bars"] .barlayer .point').first();
      await hover(page, bar, page.locator('.hoverlayer text', { hasText: hostile }).first());
    });
  });

  it('is text on the index, and its page is found there', async () => {
    await open(path.join(out, 'index.html'), async (page) => {
      expect(await page.locator('.card').textContent()).toContain(hostile);
      expect(await page.locator('.claims').textContent()).toContain(hostile);
      await page.locator('.card a').click();
      await page.locator('#table').waitFor();
    });
  });

  it('is text in an exported SVG, opened as a file', async () => {
    // Those whose words go different ways: legends, row and column titles, panels.
    const kinds = ['scatter', 'samples', 'grid'];
    for (const figure of (await hostileFigures()).filter(({ name }) => kinds.includes(name))) {
      const [file] = await exportFigure(figure, path.join(folder, 'figures'), { formats: ['svg'] });
      expect(await readFile(file, 'utf8')).not.toContain('<img');
      await open(file, async (page) => {
        expect(await page.locator('text', { hasText: '<img' }).count(), figure.name).toBeGreaterThan(0);
      });
    }
  });

  it('a folder named so stays inside the address of a link', async () => {
    const page = await readFile(path.join(out, `${hostile}.html`), 'utf8');
    expect(page).toContain(`href="../${encodeURIComponent(folderName)}/data/a.csv"`);
  });
});
