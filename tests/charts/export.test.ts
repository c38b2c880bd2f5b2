import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ChromiumMissing, closeChromium, findChromium, withPage } from '@ddr-lab/charts/chromium';
import { drawFigure, exportFigure, parseFormats, screenPicture } from '@ddr-lab/charts/export';
import type { Figure } from '@ddr-lab/charts/figure';
import { widthInInches } from '@ddr-lab/charts/look';
import { bundleFor, plotlyFile } from '@ddr-lab/charts/plotly-bundle';
import { chromiumMissing, inChromium } from './chromium-here';
import { exampleFigures } from './examples';

let folder = '';
let figures: Figure[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-export-'));
  figures = await exampleFigures();
});
afterAll(async () => {
  await closeChromium();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(chromiumMissing)(inChromium, () => {
  test('each figure becomes an SVG, a PDF and a PNG of its size on paper, with its font inside', async () => {
    for (const figure of figures) {
      const files = await exportFigure(figure, folder);
      const endings = ['svg', 'pdf', 'png', 'csv', ...(figure.name === 'samples' ? ['npz'] : [])];
      expect(files).toEqual(
        [...endings, ...(figure.title === undefined ? [] : ['txt'])].map((ending) =>
          path.join(folder, `${figure.name}.${ending}`),
        ),
      );
      const [svg, pdf, png] = await Promise.all(files.map((file) => readFile(file)));
      const { width, height } = figure.layout;

      expect(svg.toString()).toContain(`width="${width}" height="${height}"`);
      // Samples with titles have words as well; every text is set in the font that is inside.
      expect(svg.toString()).toContain('@font-face{font-family:Arimo');
      expect(svg.toString()).not.toContain('<script');

      const page = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1'))!;
      // Skia gives whole numbers of a 300 dpi grid: within half a point.
      expect(Math.abs(Number(page[1]) - width * 0.75)).toBeLessThan(0.5);
      expect(Math.abs(Number(page[2]) - height * 0.75)).toBeLessThan(0.5);
      expect(pdf.toString('latin1')).toMatch(/\/BaseFont \/[A-Z]{6}\+Arimo/);
      expect(pdf.toString('latin1')).toContain('/FontFile2');
      expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);

      const picture = await sharp(png).metadata();
      expect(picture.density).toBe(300);
      expect(Math.abs(picture.width - (width / 96) * 300)).toBeLessThanOrEqual(4);
      expect(width / 96).toBeLessThanOrEqual(widthInInches(figure.width!));
      expect((await sharp(png).stats()).channels[0].stdev).toBeGreaterThan(1);
    }
    expect((await readdir(folder)).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  test('the same figure gives the same files, whatever was drawn before', async () => {
    await closeChromium();
    const again = await exportFigure(figures[0], path.join(folder, 'again'));
    for (const file of again) {
      const first = await readFile(path.join(folder, path.basename(file)));
      expect(first.equals(await readFile(file)), file).toBe(true);
    }
  });

  test('names are drawn letter by letter', async () => {
    const named = { ...figures[0], data: [{ ...figures[0].data[0], name: '&lt;b&gt;bold&lt;/b&gt;' }] };
    const { svg } = await drawFigure(named);
    expect(svg.replace(/<style>.*<\/style>/s, '')).toContain('&#60;b&#62;bold&#60;/b&#62;');
  });

  test('a picture for the screen has two dots a CSS pixel', async () => {
    const { png, webp } = await screenPicture(figures[1]);
    for (const picture of [png, webp]) {
      expect((await sharp(picture).metadata()).width).toBe(2 * figures[1].layout.width);
    }
  });

  test("Plotly's own validation finds no attribute that it does not know", async () => {
    for (const { data, layout: whole, name } of figures) {
      // Plotly 3.7's validate() itself fails on any legend with a position.
      const layout = { ...whole, legend: undefined };
      const problems = await withPage({ width: 100, height: 100 }, async (page) => {
        await page.addScriptTag({ path: plotlyFile(bundleFor({ name, data })) });
        return page.evaluate<string[]>(
          `(Plotly.validate(${JSON.stringify(data)}, ${JSON.stringify(layout)}) || []).map((problem) => problem.msg)`,
        );
      });
      expect(problems, name).toEqual([]);
    }
  });
});

test('without Chromium nothing is written, and the error says what to do', async () => {
  const before = process.env.DDR_CHROMIUM;
  try {
    process.env.DDR_CHROMIUM = '/nowhere/chromium';
    expect(() => findChromium()).toThrow(ChromiumMissing);
    await closeChromium();
    const empty = path.join(folder, 'empty');
    await expect(exportFigure(figures[0], empty)).rejects.toThrow('DDR_CHROMIUM is /nowhere/chromium');
    await expect(readdir(empty)).rejects.toThrow('ENOENT');
    process.env.DDR_CHROMIUM = '/bin/false';
    await expect(exportFigure(figures[0], empty)).rejects.toThrow(ChromiumMissing);
  } finally {
    if (before === undefined) delete process.env.DDR_CHROMIUM;
    else process.env.DDR_CHROMIUM = before;
  }
});

test('unknown formats and trace types are refused in words', async () => {
  expect(parseFormats('svg, PDF')).toEqual(['svg', 'pdf']);
  expect(() => parseFormats('svg,gif')).toThrow('svg, pdf, png, not as "gif"');
  expect(() => bundleFor({ name: 'x', data: [{ type: 'indicator' }] })).toThrow('a trace of type indicator');
  expect(bundleFor({ name: 'x', data: [{ type: 'scatter' }, { type: 'violin' }] })).toBe('cartesian');
});
