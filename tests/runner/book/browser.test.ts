import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { checkClaim } from '@ddr-lab/book/claims/claim';
import { claimsHtml } from '../../../src/notebook/claims';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { writeBook } from '@ddr-lab/book/pages/book';
import { COMMITTED, readClaimsFile } from '@ddr-lab/book/claims/committed';
import { readExecuted, withRecord } from '@ddr-lab/book/executed';
import { findJupyter, PROJECT } from '@ddr-lab/book/jupyter';
import {
  type Cell,
  type Notebook,
  type Output,
  readNotebook,
  tidy,
  writeNotebook,
} from '@ddr-lab/book/notebook-file';
import { chromiumMissing, inChromium } from '../../charts/chromium-here';
import { hoverPatch } from '../../charts/hover';
import { exampleFigures } from '../../charts/examples';
import { claim } from '../claims/example';

// The committed notebooks as they are, and one made here of the same outputs; nothing is executed.
const LONG = 1_800_000;
const EXAMPLE = '00-example';
const notebooks = path.join(PROJECT, 'notebooks');
let out = '';
let committed: string[] = [];

const html = (text: string): Output => ({
  output_type: 'display_data',
  data: { 'text/html': text, 'text/plain': '' },
  metadata: {},
});
const code = (id: string, source: string, ...outputs: Output[]): Cell => ({
  id,
  cell_type: 'code',
  source,
  metadata: {},
  execution_count: 1,
  outputs,
});
const text = (id: string, source: string): Cell => ({ id, cell_type: 'markdown', source, metadata: {} });

async function example(): Promise<Notebook> {
  const figures = await exampleFigures();
  const wide = `<table class="dataframe"><tr>${'<td>a cell of words</td>'.repeat(20)}</tr></table>`;
  const checked = checkClaim({ ...claim(), paper: 322.16, reason: 'chance gives 1' }, 278.3, 'holds weakly');
  const cells = [
    text('title', '# An example\n\nIt calls `analyse` on `sets`, and leads to [no other](03-none.ipynb).'),
    code('first', "import { analyse } from '../src/index';\nconst sets = 1;", html(scriptHtml('basic'))),
    text('figures', '## Figures\n\nAnd a formula: `' + 'x'.repeat(200) + '`.'),
    code('draw', 'await analyse(sets);', ...figures.map((figure) => html(figureHtml(figure)))),
    text('claims', '## The claims, checked'),
    code('check', 'claims();', html(claimsHtml([checked])), html(wide)),
  ];
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'ddr-book-test-'));
  committed = (await readdir(notebooks)).filter((name) => name.endsWith('.ipynb')).sort();
  const claims = await readClaimsFile(COMMITTED);
  const put = async (
    file: string,
    notebook: Notebook,
    found: readonly ReturnType<typeof claim>[],
  ): Promise<void> => {
    const source = path.relative(out, path.join(notebooks, file));
    const record = { source, executed: '2021-08-02T10:00:00Z', seconds: 42, claims: found };
    await writeNotebook(path.join(out, file), withRecord(notebook, record));
  };
  for (const file of committed) {
    const own = claims.filter(({ notebook }) => `${notebook}.ipynb` === file);
    await put(file, await readNotebook(path.join(notebooks, file)), own);
  }
  const executed = await readExecuted(out);
  const record = {
    source: '',
    executed: '2021-08-02T10:00:00Z',
    seconds: 1,
    claims: [claim({ notebook: EXAMPLE })],
  };
  const notebook = withRecord(tidy(await example()), record);
  await writeNotebook(path.join(out, `${EXAMPLE}.ipynb`), notebook);
  await writeBook([{ name: EXAMPLE, notebook, record }, ...executed], out, { jupyter: await findJupyter() });
}, LONG);
afterAll(async () => {
  await closeChromium();
  await rm(out, { recursive: true, force: true });
});

/** Opens a page of the book offline and returns what went wrong on it. */
async function open(name: string, width: number, use: (page: Page) => Promise<void>): Promise<string[]> {
  const problems: string[] = [];
  await withPage({ width, height: 900 }, async (page) => {
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(`file://${path.join(out, `${name}.html`)}`);
    await use(page);
  });
  return problems;
}

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const DRAWN = `[...document.querySelectorAll('[data-ddr-figure]')].every((place) =>
  place.dataset.ddrAlive === 'yes' && place.querySelector('.main-svg') && place.getBoundingClientRect().height > 50)`;

/** Puts the cursor on a point of the first figure with patches; what appears. */
async function patchOf(
  page: Page,
  figure: string,
): Promise<{ image: string; words: string; inside: boolean }> {
  const point = page.locator(`[data-ddr-figure="${figure}"] .scatterlayer .point`).first();
  await hoverPatch(page, point);
  return page.evaluate(`(() => {
    const box = document.getElementById('ddr-patch');
    const { left, right } = box.getBoundingClientRect();
    const [picture, label] = box.children;
    return { image: picture.style.backgroundImage, words: label.textContent, inside: left >= 0 && right <= innerWidth };
  })()`);
}

/** The figure of a page that shows patches, by its id. */
function withPatches(body: string): string | undefined {
  const figures = [...body.matchAll(/ddrFigures\|\|\[\]\)\.push\((\{.*?\})\);<\/script>/g)];
  const found = figures
    .map(([, json]) => JSON.parse(json) as { id: string; spec: string })
    .find(({ spec }) => {
      const { patches } = JSON.parse(gunzipSync(Buffer.from(spec, 'base64')).toString()) as {
        patches?: object;
      };
      return patches !== undefined;
    });
  return found?.id;
}

describe.skipIf(chromiumMissing)(inChromium, { timeout: LONG }, () => {
  it.each([1280, 390])(
    'a page %d wide draws its charts, shows patches, and does not scroll sideways',
    async (width) => {
      const body = await readFile(path.join(out, `${EXAMPLE}.html`), 'utf8');
      const problems = await open(EXAMPLE, width, async (page) => {
        await page.waitForFunction(DRAWN);
        expect(await page.locator('.main-svg').count()).toBeGreaterThanOrEqual(4);
        expect(await page.evaluate(OVERFLOW)).toBe(0);
        const { image, words, inside } = await patchOf(page, withPatches(body)!);
        expect(image).toMatch(/^url\("data:image/);
        // Of this point, or of one that lies on it.
        expect(words).toMatch(/^(clean|blur4|noise20)\n/);
        expect(inside).toBe(true);
        expect(await page.locator('.contents').isVisible()).toBe(width > 1000);
      });
      expect(problems).toEqual([]);
    },
  );

  it('text leads to code: the cell that a name stands for is unfolded', async () => {
    const problems = await open(EXAMPLE, 1280, async (page) => {
      expect(await page.locator('.highlight:visible').count()).toBe(0);
      await page.locator('a.to-code', { hasText: 'analyse' }).click();
      await page.locator('#draw .highlight').waitFor({ state: 'visible' });
      await page.locator('#draw summary').click({ position: { x: 3, y: 8 } });
      await page.locator('#draw .highlight').waitFor({ state: 'hidden' });
      // Once more, where the address is the same already.
      await page.locator('a.to-code', { hasText: 'analyse' }).click();
      await page.locator('#draw .highlight').waitFor({ state: 'visible' });
      await page.locator('a.to-code', { hasText: 'sets' }).click();
      await page.locator('#first .highlight').waitFor({ state: 'visible' });
    });
    expect(problems).toEqual([]);
  });

  it.each([1280, 390])(
    'the index %d wide leads to the claim in its page, and shows figures',
    async (width) => {
      const problems = await open('index', width, async (page) => {
        expect(await page.evaluate(OVERFLOW)).toBe(0);
        expect(await page.locator('.card').count()).toBe(committed.length + 1);
        const pictures = 'Promise.all([...document.images].map((image) => image.decode())).then(() => true)';
        expect(await page.evaluate(pictures)).toBe(true);
        await page.locator('.claims a', { hasText: 'An example › The claims, checked' }).first().click();
        await page.waitForURL(/00-example\.html#claim-4\.3-a$/);
        expect(await page.locator('tr:target').textContent()).toContain('holds weakly');
        const inWindow = "document.querySelector('tr:target').getBoundingClientRect().top < innerHeight";
        await page.waitForFunction(inWindow);
      });
      expect(problems).toEqual([]);
    },
  );

  it('each committed notebook draws all its charts and fits both widths', async () => {
    expect(committed.length).toBeGreaterThan(0);
    for (const name of committed.map((file) => path.basename(file, '.ipynb'))) {
      const body = await readFile(path.join(out, `${name}.html`), 'utf8');
      expect((await stat(path.join(out, `${name}.html`))).size, name).toBeLessThan(4e6);
      const problems = await open(name, 1280, async (page) => {
        await page.waitForFunction(DRAWN);
        expect(await page.evaluate(OVERFLOW), `${name}, 1280 wide`).toBe(0);
        const figure = withPatches(body);
        if (figure) expect((await patchOf(page, figure)).image, name).toMatch(/^url\("data:image/);
        await page.setViewportSize({ width: 390, height: 800 });
        expect(await page.evaluate(OVERFLOW), `${name}, 390 wide`).toBe(0);
        expect(await page.evaluate(DRAWN), `${name}, 390 wide`).toBe(true);
      });
      expect(problems, name).toEqual([]);
    }
  });
});
