import { afterAll, describe, expect, test } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { drawFigure } from '@ddr-lab/charts/export';
import { trainingAnimation } from '../../src/studies/evolution/figures';
import { figureBundle } from '../../src/notebook/figure';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { chromiumMissing, inChromium } from '../charts/chromium-here';

const map = (place: number) => createMatrix(3, 2, Float64Array.from([place, 0, 0, place, -place, -place]));
const course = [1, 2, 3].map((place) => ({ iteration: 10 * place, map: map(place), chi: { mean: place } }));
const sets = { labels: Int32Array.from([0, 1, 2]), degradations: ['clean', 'blur4', 'noise20'] };
const figure = trainingAnimation({ wGR: course }, sets);

test('frames and controls are in the bundle of every frontend', () => {
  const { data, layout, frames } = figureBundle(figure, undefined, false)[
    'application/vnd.plotly.v1+json'
  ] as {
    data: unknown;
    layout: { sliders: unknown[] };
    frames: unknown[];
  };
  expect(data).toEqual(figure.data);
  expect(layout.sliders).toHaveLength(1);
  expect(frames).toHaveLength(3);
});

describe.skipIf(chromiumMissing)(inChromium, () => {
  afterAll(closeChromium);

  test('the picture shows the last moment, without controls', async () => {
    const { svg } = await drawFigure(figure);
    expect(svg).toContain('CHI 3.00');
    expect(svg).not.toContain('iteration');
  });

  test('the slider moves the points and changes the words, without an error', async () => {
    await withPage({ width: 900, height: 700 }, async (page) => {
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) problems.push(message.text());
      });
      await page.setContent(
        `<!doctype html><meta charset="utf-8">${scriptHtml('basic')}${figureHtml(figure)}`,
      );
      await page.waitForFunction("document.querySelectorAll('[data-ddr-alive=yes]').length === 1");
      const point = page.locator('.tracep0l0s0 .point');
      const far = (await point.boundingBox())!.x;
      expect(await page.locator('.slider-label').first().textContent()).toBe('iteration 30');
      await page.locator('.slider-rail-touch-rect').click({ position: { x: 2, y: 5 } });
      await page.waitForFunction(
        "[...document.querySelectorAll('.annotation-text')].some(({ textContent }) => textContent === 'CHI 1.00')",
      );
      const near = (await point.boundingBox())!.x;
      expect(near).toBeLessThan(far - 10);
      expect(await page.locator('.slider-label').first().textContent()).toBe('iteration 10');
      expect(problems).toEqual([]);
    });
  });
});
