import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { InputError } from '@ddr-lab/base/errors';
import { escapeHtml } from '@ddr-lab/book/cells/html';
import type { NetworkAnalyses } from '../../src/reports/analyse-networks';
import { reportFormat } from '../../src/reports/report';
import { summaryText } from '../../src/reports/verdict';
import { writeAnalysis } from '../../src/reports/write-analysis';
import { chromiumMissing, inChromium } from '../charts/chromium-here';
import { hoverPatch } from '../charts/hover';
import { exampleAnalysis, exampleImages, HOSTILE } from './example';

const LONG = 1_800_000;
let folder = '';
let analysis: NetworkAnalyses;
const chromium = process.env.DDR_CHROMIUM;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-report-test-'));
  analysis = await exampleAnalysis(folder, await exampleImages(folder));
}, LONG);
afterAll(async () => {
  await closeChromium();
  await rm(folder, { recursive: true, force: true });
});

/** Writes without drawing, which takes long. */
async function written(name: string, options = {}): Promise<string> {
  process.env.DDR_CHROMIUM = '';
  try {
    await writeAnalysis(analysis, path.join(folder, name), options);
  } finally {
    if (chromium === undefined) delete process.env.DDR_CHROMIUM;
    else process.env.DDR_CHROMIUM = chromium;
  }
  return path.join(folder, name);
}

/** What is left of work that did not end. */
const leftovers = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('.ddr-report-'));

describe('the folder of a report', () => {
  it('is made, and holds page and numbers', async () => {
    const out = await written('new/deep');
    expect((await readdir(out)).sort()).toEqual(['report.html', 'report.json']);
    expect(JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'))).toEqual(analysis.report);
    expect(await leftovers()).toEqual([]);
  });

  it('may hold an earlier report, which is replaced, and then keeps what else is there', async () => {
    const out = path.join(folder, 'old');
    await mkdir(out);
    await writeFile(path.join(out, 'report.json'), JSON.stringify({ format: reportFormat, version: 1 }));
    await writeFile(path.join(out, 'notes.txt'), 'mine');
    await written('old');
    expect((await readdir(out)).sort()).toEqual(['notes.txt', 'report.html', 'report.json']);
    expect(await readFile(path.join(out, 'notes.txt'), 'utf8')).toBe('mine');
    expect(JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'))).toEqual(analysis.report);
  });

  it('may not hold anything else, unless one insists', async () => {
    const out = path.join(folder, 'foreign');
    await mkdir(out);
    await writeFile(path.join(out, 'report.json'), '{"format": "another program\'s"}');
    await expect(written('foreign')).rejects.toThrow(/foreign: holds other things .*report\.json.*--force/);
    expect(await readdir(out)).toEqual(['report.json']);
    await written('foreign', { force: true });
    expect((await readdir(out)).sort()).toEqual(['report.html', 'report.json']);
  });

  it('is no file', async () => {
    await writeFile(path.join(folder, 'file'), '');
    await expect(written('file')).rejects.toThrow(InputError);
    await expect(written('file/below')).rejects.toThrow(InputError);
  });

  it('stays as it was where the work is stopped', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(written('stopped', { signal })).rejects.toThrow('enough');
    expect(await readdir(folder)).not.toContain('stopped');
    expect(await leftovers()).toEqual([]);
  });

  it('is rid of what a killed run left long ago, not of what another run works in', async () => {
    for (const name of ['.ddr-report-old', '.ddr-report-now']) await mkdir(path.join(folder, name));
    const yesterday = Date.now() / 1000 - 86_400;
    await utimes(path.join(folder, '.ddr-report-old'), yesterday, yesterday);
    await written('rid');
    expect(await leftovers()).toEqual(['.ddr-report-now']);
  });
});

it('says what is to be known', () => {
  const text = summaryText(analysis.report).join('\n');
  expect(text).toContain(`So few patches do not show whether ${HOSTILE} organises`);
  expect(text).toContain('So few patches do not show which of ');
  expect(text).toContain('Left out: empty.png: the file is empty.');
});

it('the page is complete in itself, and names stand in it as text alone', async () => {
  const page = await readFile(path.join(await written('page'), 'report.html'), 'utf8');
  expect(page).not.toContain('<img src=x');
  expect(page).toContain('&lt;img src=x onerror=');
  expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  expect(page).toContain('3 images were left out');
  expect(page).toContain('mae: lower is better');
  expect(page).toContain('begins at');
  expect(page).toContain(escapeHtml(analysis.report.comparison!));
  expect(page).toContain('bicubic mae / levels ↓');
});

describe.skipIf(chromiumMissing)(inChromium, { timeout: LONG }, () => {
  it('figures are files, and the page shows them live at both widths without a word of complaint', async () => {
    const out = path.join(folder, 'drawn');
    const { page: file, figures, warning } = await writeAnalysis(analysis, out);
    expect(warning).toBeUndefined();
    expect(figures.map((one) => path.basename(one)).sort()).toEqual(
      (await readdir(path.join(out, 'figures'))).sort(),
    );
    expect((await readdir(path.join(out, 'figures'))).sort()).toEqual(
      // Each with its data and its caption; pictures have their samples as arrays.
      ['chi', 'clusters', 'inputs', 'outputs'].flatMap((name) => [
        `${name}.csv`,
        ...(name.endsWith('puts') ? [`${name}.npz`] : []),
        `${name}.pdf`,
        `${name}.png`,
        `${name}.svg`,
        `${name}.txt`,
      ]),
    );
    const problems: string[] = [];
    await withPage({ width: 1280, height: 900 }, async (page) => {
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) problems.push(message.text());
      });
      page.on('request', (request) => {
        if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
      });
      await page.goto(`file://${file}`);
      await page.waitForFunction(DRAWN);
      expect(await page.title()).toBe('What 2 networks know about degradations · ddr-lab');
      expect(await page.evaluate(OVERFLOW)).toBe(0);
      await showsPatch(page);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await page.evaluate(OVERFLOW)).toBe(0);
      expect(await page.evaluate(DRAWN)).toBe(true);
    });
    expect(problems).toEqual([]);
  });
});

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const DRAWN = `document.querySelectorAll('[data-ddr-figure]').length === 4 && [...document.querySelectorAll('[data-ddr-figure]')].every(
  (place) => place.dataset.ddrAlive === 'yes' && place.querySelector('.main-svg'))`;

/** The cursor on a point shows a patch and the image's name as text: this point's, or of one that lies on it. */
async function showsPatch(page: Page): Promise<void> {
  const point = page.locator('.scatterlayer .point').first();
  await hoverPatch(page, point);
  expect(await page.locator('#ddr-patch').textContent()).toMatch(/^\d\.png, (clean|blur4|noise20)$/);
}
