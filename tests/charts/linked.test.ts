import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { htmlPage } from '@ddr-lab/book/pages/page';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { type Figure, liveFigure } from '@ddr-lab/charts/figure';
import { bundleFor, liveBundle } from '@ddr-lab/charts/plotly-bundle';
import { scatterGrid, type ScatterPanel } from '@ddr-lab/charts/scatter-grid';
import { scatterSpace, seenFromOneSide } from '@ddr-lab/charts/scatter-space';
import { clustersFigure } from '../../src/charts/clusters';
import { patchSheet } from '../../src/charts/patches';
import { chromiumMissing, inChromium } from './chromium-here';
import { picture } from './examples';
import { hoverPatch } from './hover';

const labelNames = ['clean', 'blur4', 'noise20'];
const count = 12;
const labels = Array.from({ length: count }, (_, i) => i % 3);

/** Four panels of twelve points, far from each other, each patch at another place in each. */
function panels(dims: number): ScatterPanel[] {
  return ['RB1', 'RB16'].flatMap((column, c) =>
    ['wGR', 'woGR'].map((row, r) => ({
      ...{ row, column, labels },
      points: createMatrix(
        count,
        dims,
        Float64Array.from({ length: count * dims }, (_, at) => {
          const place = (5 * Math.floor(at / dims) + 7 * r + 2 * c) % count;
          return [place % 4, Math.floor(place / 4), place % 5][at % dims] + 0.25;
        }),
      ),
    })),
  );
}

let folder = '';
let flat: Figure;
let space: Figure;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-linked-'));
  const images = Array.from({ length: count }, (_, i) => picture(i));
  const patches = await patchSheet(images, { names: images.map((_, i) => `image ${i}`) });
  flat = scatterGrid({ name: 'flat', labelNames, panels: panels(2), patches });
  space = scatterSpace({ name: 'space', labelNames, panels: panels(3), patches });
});
afterAll(async () => {
  await closeChromium();
  await rm(folder, { recursive: true });
});

describe('a figure of three dimensions', () => {
  it('is a picture of points seen from one side, and scenes where scripts run', () => {
    expect(bundleFor(space)).toBe('basic');
    expect(liveBundle(space)).toBe('gl3d');
    const { data, layout } = liveFigure(space);
    expect(Object.keys(layout).filter((key) => key.startsWith('scene'))).toHaveLength(4);
    const of = data.filter(({ scene }) => scene === 'scene2');
    const numbers = of.flatMap(({ customdata }) => customdata as number[]);
    expect([...numbers].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
    // By hand: the second panel's point 4, in the trace of its label.
    const { points } = panels(3)[1];
    const one = of.find(({ customdata }) => (customdata as number[]).includes(4))!;
    const at = (one.customdata as number[]).indexOf(4);
    const found = ['x', 'y', 'z'].map((axis) => (one[axis] as number[])[at]);
    found.forEach((value, d) => expect(value).toBeCloseTo(points.data[12 + d], 3));
  });

  it('is seen in parallel projection: distances across the view are those of the points', () => {
    // 35 degrees around the third axis, 25 above the plane; a unit along each axis, by hand.
    const unit = createMatrix(3, 3, Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
    const seen = [...seenFromOneSide(unit).data];
    const [c, s, up] = [Math.cos(0.610865238), Math.sin(0.610865238), 0.436332313];
    const wanted = [c, s * Math.sin(up), -s, c * Math.sin(up), 0, Math.cos(up)];
    seen.forEach((value, i) => expect(value).toBeCloseTo(wanted[i], 6));
  });

  it('is what an analysis with maps of three dimensions gives; others stay flat', () => {
    const analysis = (dims: number): object => ({
      wGR: [{ layer: 'RB1', runs: [{ points: panels(dims)[0].points }], chi: { mean: 1 } }],
    });
    const sets = { labels: Int32Array.from(labels), degradations: labelNames };
    const drawn = (dims: number): Figure => clustersFigure(analysis(dims) as never, sets as never);
    expect(drawn(3).live).toBeDefined();
    expect(drawn(2).live).toBeUndefined();
    expect(() => scatterSpace({ name: 'x', labelNames, panels: panels(2) })).toThrow(
      /needs points with three columns, not 2/,
    );
  });
});

/** A page of one figure, offline, and what went wrong on it. */
async function open(
  figure: Figure,
  use: (page: Page, place: Locator) => Promise<void>,
  before = '',
): Promise<string[]> {
  const problems: string[] = [];
  const file = path.join(folder, `${figure.name}.html`);
  const body = `<main>${figureHtml(figure)}</main>${scriptHtml(liveBundle(figure))}`;
  await writeFile(file, htmlPage('linked', 'body{margin:20px}', body));
  await withPage({ width: 900, height: 900 }, async (page) => {
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
    });
    await page.addInitScript(before);
    await page.goto(`file://${file}`);
    await use(page, page.locator('[data-ddr-figure]'));
  });
  return problems;
}

/** The centres of the marks, in pixels of the page, in order. */
const marksOf = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('.ddr-marks circle')].map((mark) => {
    const { left, top, width, height } = mark.getBoundingClientRect();
    return [left + width / 2, top + height / 2].map(Math.round).join();
  }).sort()`);

/** Against hanging alone: a busy machine takes its time. */
const patient = { timeout: 600_000 };

/** Where Plotly drew the points of a patch, all panels. */
const pointsOf = (page: Page, patch: number): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('.scatterlayer .point')].filter((point) => {
    const [{ trace, i }] = [{ ...point.__data__, trace: point.parentNode.__data__ && point.parentNode.parentNode.__data__[0].trace }];
    return trace.customdata[i] === ${patch};
  }).map((point) => {
    const { left, top, width, height } = point.getBoundingClientRect();
    return [left + width / 2, top + height / 2].map(Math.round).join();
  }).sort()`);

describe.skipIf(chromiumMissing)(inChromium, { timeout: 1_800_000 }, () => {
  it('marks a patch in all panels, by cursor, click and lasso, and gives the indices', async () => {
    const problems = await open(flat, async (page, place) => {
      const status = place.locator('[role=status]');
      await status.filter({ hasText: 'Click points' }).waitFor();
      // Plotly draws points in the order of its traces: the first is that of patch 0.
      await hoverPatch(page, place.locator('.scatterlayer .point').first());
      await place.locator('.ddr-marks circle').first().waitFor({ state: 'attached' });
      const places = (await pointsOf(page, 0)).map((one) => one.split(',').map(Number));
      expect(places).toHaveLength(4);
      const near = (one: string): boolean => {
        const [x, y] = one.split(',').map(Number);
        return places.some(([left, top]) => Math.abs(x - left) <= 1 && Math.abs(y - top) <= 1);
      };
      // A point's shape need not be round about its place: a pixel at most. On its way the cursor may have met other points.
      await expect.poll(async () => (await marksOf(page)).filter(near).length, patient).toBe(4);
      await page.mouse.down();
      await page.mouse.up();
      await page.mouse.move(5, 5);
      expect(await status.textContent()).toBe('1 patch');
      expect(
        await page.evaluate(`[...document.querySelectorAll('[data-patch]')].map((one) => one.title)`),
      ).toEqual(['0: image 0']);
      await place.getByText('Clear').click();
      await expect.poll(() => marksOf(page), patient).toHaveLength(0);
      // Around all of the last panel.
      await place.getByText('Lasso').click();
      const { x, y, width, height } = (await place.locator('rect.nsewdrag').last().boundingBox())!;
      const corner = (right: number, down: number): [number, number] => [
        x + right * (width - 1),
        y + down * (height - 1),
      ];
      await page.mouse.move(...corner(0.03, 0.03));
      await page.mouse.down();
      for (const [right, down] of [
        [0.97, 0.03],
        [0.97, 0.97],
        [0.03, 0.97],
        [0.03, 0.05],
      ]) {
        await page.mouse.move(...corner(right, down), { steps: 6 });
      }
      await page.mouse.up();
      await page.mouse.move(5, 5);
      await status.filter({ hasText: '12 patches' }).waitFor();
      await expect.poll(() => marksOf(page), patient).toHaveLength(4 * count);
      expect(await place.locator('[data-patch]').count()).toBe(count);
      // What Plotly marks itself, in one panel alone, is gone.
      await expect.poll(() => place.locator('.selectionlayer path').count(), patient).toBe(0);
      await page.evaluate(
        `navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }`,
      );
      await place.getByText('Copy indices').click();
      await status.filter({ hasText: '12 patches copied' }).waitFor();
      expect(await page.evaluate('window.copied')).toBe('[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]');
      // One taken out again by its picture; the others stay.
      await place.locator('[data-patch="3"]').click();
      expect(await status.textContent()).toBe('11 patches');
    });
    expect(problems).toEqual([]);
  });

  it('leaves the picture of three dimensions where there is no WebGL', async () => {
    const problems = await open(
      space,
      async (page, place) => {
        await page.waitForFunction('window.asked > 0');
        expect(await place.locator('.ddr-picture').count()).toBe(1);
        expect(await place.locator('canvas, .js-plotly-plot').count()).toBe(0);
      },
      `window.asked = 0;
       HTMLCanvasElement.prototype.getContext = () => void (window.asked += 1);`,
    );
    expect(problems).toEqual([]);
  });
});
