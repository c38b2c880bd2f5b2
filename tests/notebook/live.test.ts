import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { screenPicture } from '@ddr-lab/charts/export';
import type { Figure } from '@ddr-lab/charts/figure';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { chromiumMissing, inChromium } from '../charts/chromium-here';
import { hoverPatch } from '../charts/hover';
import { exampleFigures, hostile } from '../charts/examples';

/** What RequireJS leaves on the classic notebook's page. */
const requireJs = `<script>window.define = Object.assign(() => { throw new Error('mismatched define') }, { amd: {} });</script>`;
const alive = (count: number): string =>
  `document.querySelectorAll('[data-ddr-alive=yes]').length === ${count}`;

const opacity = (page: Page): Promise<string> =>
  page.evaluate("getComputedStyle(document.querySelector('.modebar')).opacity");

interface Opened {
  page: Page;
  problems: string[];
}

async function open(html: string, use: (opened: Opened) => Promise<void>): Promise<void> {
  await withPage({ width: 900, height: 1200 }, async (page) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    await page.setContent(`<!doctype html><meta charset="utf-8">${html}`);
    await use({ page, problems });
  });
}

describe.skipIf(chromiumMissing)(inChromium, () => {
  let grid = '';
  let lines = '';
  let figures: Figure[] = [];
  beforeAll(async () => {
    figures = await exampleFigures();
    const [first, , second] = figures;
    grid = figureHtml(first, (await screenPicture(first)).webp);
    lines = figureHtml(second, (await screenPicture(second)).webp);
  }, 600_000);
  afterAll(closeChromium);

  test.each([
    ['after', () => requireJs + grid + lines + scriptHtml('basic')],
    ['before', () => requireJs + scriptHtml('basic') + grid + lines],
    ['twice', () => scriptHtml('basic') + grid + lines + scriptHtml('basic')],
  ])('figures come alive with the script %s them, without an error, leaving no global', async (_, html) => {
    await open(html(), async ({ page, problems }) => {
      await page.waitForFunction(alive(2));
      expect(await page.evaluate("document.querySelectorAll('.ddr-picture').length")).toBe(0);
      expect(await page.evaluate("document.querySelectorAll('.scatterlayer .point').length")).toBe(36 + 5);
      expect(await page.evaluate('typeof window.Plotly')).toBe('undefined');
      expect(await page.evaluate('window.harmed')).toBeUndefined();
      expect(problems).toEqual([]);
    });
  });

  test('the bar of buttons covers none of a chart: it stands beside it, and is left out without room', async () => {
    await open(scriptHtml('basic') + grid, async ({ page }) => {
      await page.waitForFunction(alive(1));
      const chart = (await page.locator('.js-plotly-plot').boundingBox())!;
      const bar = (await page.locator('.modebar').boundingBox())!;
      const buttons = await page.locator('.modebar-btn').all();
      expect(buttons.length).toBeGreaterThan(2);
      for (const button of buttons) {
        const { x, y, width } = (await button.boundingBox())!;
        expect(x).toBeGreaterThanOrEqual(chart.x + chart.width);
        expect(x + width).toBeLessThanOrEqual(900);
        expect(y).toBeGreaterThanOrEqual(chart.y - 1);
      }
      await page.mouse.move(bar.x + bar.width / 2, bar.y + 10);
      await expect.poll(() => opacity(page), { timeout: 600_000 }).toBe('1');
    });
    // As wide as the figure, and a little.
    await open(
      `<div style="width:${figures[0].layout.width + 13}px">${scriptHtml('basic')}${grid}</div>`,
      async ({ page }) => {
        await page.waitForFunction(alive(1));
        expect(await page.locator('.modebar-btn').count()).toBe(0);
      },
    );
  });

  test('hovering a point shows its patch, with its words letter by letter', async () => {
    await open(scriptHtml('basic') + grid, async ({ page, problems }) => {
      await page.waitForFunction(alive(1));
      // The second of the three points of label 0 in the first panel.
      const point = page.locator('.tracep0l0s1 .point');
      await hoverPatch(page, point);
      const tip = await page.evaluate<{
        text: string;
        position: string;
        image: string;
        rendering: string;
      }>(`(() => {
        const [picture, label] = document.getElementById('ddr-patch').children;
        const { backgroundPosition: position, backgroundImage: image, imageRendering: rendering } = picture.style;
        return { text: label.textContent, position, image, rendering };
      })()`);
      const number = Number(/(\d)$/.exec(tip.text)![1]);
      expect(tip.text).toBe(`clean\n${hostile} ${number}`);
      expect(figures[0].data.find((trace) => trace.uid === 'p0l0s1')!.customdata).toContain(number);
      // Nine patches in three columns, 128 CSS pixels each.
      const expected = [-(number % 3) * 128, -Math.floor(number / 3) * 128];
      expect(tip.position.split(' ').map((length) => parseFloat(length) + 0)).toEqual(
        expected.map((n) => n + 0),
      );
      expect(tip.image).toContain(figures[0].patches!.source);
      expect(tip.rendering).toBe('pixelated');
      await page.mouse.move(2, 2);
      await page.locator('#ddr-patch').waitFor({ state: 'hidden' });
      expect(await page.evaluate('window.harmed')).toBeUndefined();
      expect(problems).toEqual([]);
    });
  });

  test('the picture is there first, and stays where the script never comes', async () => {
    await open(grid, async ({ page, problems }) => {
      const picture = page.locator('img.ddr-picture');
      const decoded = "document.querySelector('img.ddr-picture').decode().then(() => true)";
      expect(await page.evaluate(decoded)).toBe(true);
      const { width, height } = figures[0].layout;
      expect(await picture.boundingBox()).toMatchObject({ width, height });
      expect(problems).toEqual([]);
    });
  });

  test('an output that is shown a second time comes alive too', async () => {
    await open(scriptHtml('basic') + lines + lines, async ({ page }) => {
      await page.waitForFunction(alive(2));
    });
  });

  test('a figure that Plotly cannot draw keeps its picture', async () => {
    const broken = lines.replace(/"spec":"[^"]+"/, '"spec":"H4sIAAAAAAAAA="');
    await open(scriptHtml('basic') + broken, async ({ page, problems }) => {
      await expect.poll(() => problems.length, { timeout: 600_000 }).toBeGreaterThan(0);
      expect(problems[0]).toContain('the picture stays');
      expect(await page.locator('img.ddr-picture').count()).toBe(1);
    });
  });
});
