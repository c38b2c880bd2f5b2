import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explore } from '../../src/explorer/explore';
import { studyPage, studyPages } from '../../src/explorer/study-pages/study-pages';
import { writeExplorer } from '../../src/explorer/write-explorer';
import { chromiumMissing, inChromium } from '../charts/chromium-here';
import { fakeKernel } from '../notebook/kernel';
import { launch, openPage, slide, until } from './pages';

const shown = fakeKernel();
/** As small as a page may be. */
const small = { count: 12, degradations: ['clean', 'rain-medium-half'], layers: ['RB6'], tsne: false };
let folder = '';
let browser: Browser | undefined;
beforeAll(async () => {
  process.env.DDR_DATA = '';
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-study-page-'));
  if (!chromiumMissing) browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the page of a study', () => {
  it('is found by its notebook and by its name; another word is answered with those that are there', async () => {
    for (const page of studyPages) expect(studyPage(page.study.name)).toBe(page);
    expect(studyPage('D1').study.name).toBe('deraining');
    expect(() => studyPage('Z9')).toThrow(/Z9: no study with a page of its own.*B1.*C3.*D1/);
    await expect(
      writeExplorer('page.html', { ...small, images: 'scenes', degraders: ['pdm'] }),
    ).rejects.toThrow(/pdm: makes LR images of HR images/);
  });
});

describe.skipIf(chromiumMissing)(`pages ${inChromium}`, () => {
  it('D1 rains on an image, shows what was taken away, and takes the image along the training', async () => {
    const file = path.join(folder, 'rain.html');
    await writeExplorer(file, { ...small, images: 'scenes', study: 'D1' });
    const { page, problems } = await openPage(browser!, file);
    expect(await page.locator('h1').textContent()).toBe('What does a network take out with the rain?');
    await until(page, '!!ddrExplorer.points(0) && ddrExplorer.lastStep() > 0');
    expect(await page.evaluate('ddrExplorer.state().degrading.rain')).toBe(5);
    const trained = await page.evaluate<{ now: number[] }>('ddrExplorer.points(0)');
    await page.locator('#compare').selectOption({ label: 'the input | what derain-400-seed2 took away' });
    await until(page, `/took away on the right/.test(document.getElementById('divider-words').textContent)`);
    await slide(page, 'step', 0);
    await until(page, `!!ddrExplorer.points(0) && ddrExplorer.points(0).now[0] !== ${trained.now[0]}`);
    await until(
      page,
      `/after 160 iterations took away/.test(document.getElementById('divider-words').textContent)`,
    );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('stand below a cell, in a frame that may run scripts and nothing else', async () => {
    await explore(['derain-4'], 'scenes', { ...small, training: false });
    const html = shown.at(-1)!.data['text/html']!;
    const context = await browser!.newContext({ offline: true });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.setContent(html);
    const frame = page.frames()[1];
    while (!(await frame.evaluate('!!window.ddrExplorer'))) await page.waitForTimeout(40);
    expect(await frame.evaluate('ddrExplorer.ready')).toBe('wasm');
    await frame.locator('#samples button').first().click();
    while (!(await frame.evaluate('!!ddrExplorer.points(0)'))) await page.waitForTimeout(40);
    expect(problems).toEqual([]);
    await context.close();
  });
});
