import { afterAll, describe, expect, test } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { drawFigure } from '@ddr-lab/charts/export';
import { trainingAnimation } from '../../src/studies/evolution/figures';
import { figureBundle } from '../../src/notebook/figure';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { sampleSteps, type SampleStepsOptions } from '../../src/charts/sample-steps';
import { chromiumMissing, inChromium } from '../charts/chromium-here';
import { picture } from '../charts/examples';

const map = (place: number) => createMatrix(3, 2, Float64Array.from([place, 0, 0, place, -place, -place]));
const course = [1, 2, 3].map((place) => ({ iteration: 10 * place, map: map(place), chi: { mean: place } }));
const sets = { labels: Int32Array.from([0, 1, 2]), degradations: ['clean', 'blur4', 'noise20'] };
const figure = trainingAnimation({ wGR: course }, sets);

const steps: SampleStepsOptions = {
  name: 'steps',
  prefix: 'window at ',
  columnTitles: ['LR', 'map'],
  steps: [0, 1, 2].map((place) => ({
    label: `${8 * place}, 0`,
    rows: [{ images: [picture(0), picture(1 + place)], notes: ['', `DI ${place}`] }],
  })),
  click: { row: 0, column: 0, squares: [0, 1, 2].map((place) => ({ left: place / 4, top: 0, size: 0.25 })) },
};

test('steps of samples: a grid for each, and a word for what does not fit', async () => {
  const { animation, layout } = await sampleSteps(steps);
  const [first, second] = animation!.frames as unknown as {
    name: string;
    layout: { images: { source: string }[]; shapes: { x0: number; x1: number }[] };
  }[];
  expect(animation!.frames.map(({ name }) => name)).toEqual(['0, 0', '8, 0', '16, 0']);
  expect(first.layout.images[0].source).toBe(second.layout.images[0].source);
  expect(first.layout.images[1].source).not.toBe(second.layout.images[1].source);
  // The frame around the second square begins where that around the first ends.
  expect(second.layout.shapes[0].x0).toBeCloseTo(first.layout.shapes[0].x1, 9);
  expect(layout.images).toEqual(first.layout.images);
  await expect(sampleSteps({ ...steps, steps: [] })).rejects.toThrow(/needs steps with labels of their own/);
  await expect(sampleSteps({ ...steps, steps: steps.steps.slice(1) })).rejects.toThrow(
    /3 squares to click on for 2 steps/,
  );
});

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

  test('a click on a point of a picture goes to its step', async () => {
    const samples = await sampleSteps(steps);
    await withPage({ width: 900, height: 700 }, async (page) => {
      await page.setContent(
        `<!doctype html><meta charset="utf-8">${scriptHtml('basic')}${figureHtml(samples)}`,
      );
      await page.waitForFunction("document.querySelectorAll('[data-ddr-alive=yes]').length === 1");
      const label = page.locator('.slider-label').first();
      expect(await label.textContent()).toBe('window at 0, 0');
      const { x, y, width, height } = (await page.locator('.points path').nth(2).boundingBox())!;
      await page.mouse.move(x + width / 2 - 9, y + height / 2 + 9);
      await page.mouse.move(x + width / 2, y + height / 2, { steps: 4 });
      await page.locator('.hoverlayer .hovertext').waitFor();
      await page.mouse.down();
      await page.mouse.up();
      await page.waitForFunction(
        "[...document.querySelectorAll('.annotation-text')].some(({ textContent }) => textContent === 'DI 2')",
      );
      expect(await label.textContent()).toBe('window at 16, 0');
    });
  });
});
