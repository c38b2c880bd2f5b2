import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeChromium } from '@ddr-lab/charts/chromium';
import { exportFigure } from '@ddr-lab/charts/export';
import type { Figure } from '@ddr-lab/charts/figure';
import { settledFigure } from '@ddr-lab/charts/made';
import { type PaperStyleName, paperStyles, wholeStyle } from '@ddr-lab/charts/paper-style';
import { defaultStyle, inStyle, styleFrom } from '../../src/charts/style';
import { chromiumMissing, inChromium } from './chromium-here';
import { everyFigure } from './every-figure';
import { exampleFigures } from './examples';
import { pdfLetters } from './pdf-text';

let folder = '';
let figures: Figure[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'ddr-style-'));
  figures = await exampleFigures();
});
afterAll(async () => {
  await closeChromium();
  await rm(folder, { recursive: true, force: true });
});

const names = Object.keys(paperStyles) as PaperStyleName[];
const columns = { single: 'column', double: 'text' } as const;
const pixels = (millimetres: number): number => (millimetres / 25.4) * 96;

test.each(Object.keys(everyFigure))(
  '%s is laid out in every style, exactly as wide as asked',
  async (name) => {
    const figure = await everyFigure[name]({ heading: 'Not in a paper' });
    for (const style of names) {
      for (const width of ['single', 'double'] as const) {
        const { layout } = settledFigure({ ...figure, style, width });
        const asked = pixels(paperStyles[style][columns[width]]);
        // Whole pixels: at most 1 of 315, which makes letters 0.3 % larger.
        expect(asked - layout.width, `${style} ${width}`).toBeGreaterThanOrEqual(-0.1);
        expect(asked - layout.width, `${style} ${width}`).toBeLessThan(1.1);
        expect(layout.height).toBeLessThanOrEqual(pixels(paperStyles[style].height) + 1);
        expect(JSON.stringify(layout)).not.toContain('Not in a paper');
      }
    }
  },
);

test("plain Plotly follows, too: its size and its title are the style's", () => {
  const plain = { data: [{ x: [1, 2], y: [3, 4] }], layout: { width: 700, height: 300, title: 'Words' } };
  const { layout } = settledFigure({ ...plain, style: 'nature' });
  expect(layout.width).toBe(Math.floor(pixels(183)));
  expect(JSON.stringify(layout)).not.toContain('Words');
  expect((layout.font as { size: number }).size).toBeCloseTo(7 / 0.75);
  const titled = settledFigure({ ...plain, style: { like: 'nature', title: true } });
  expect(JSON.stringify(titled.layout)).toContain('Words');
  expect(settledFigure({ ...plain, width: 'single', style: 'ieee' }).layout.width).toBe(
    Math.round(pixels(88.9)),
  );
});

test('a style of your own fills in what it leaves out, and is refused in words', () => {
  expect(wholeStyle({ column: 80, text: 170, size: 8 })).toEqual({
    ...{ column: 80, text: 170, size: 8, title: false },
    height: paperStyles.cvpr.height,
  });
  expect(wholeStyle({ like: 'nature', size: 6 })).toEqual({ ...paperStyles.nature, size: 6 });
  expect(wholeStyle({ column: 300 }).text).toBe(300);
  expect(() => wholeStyle({ column: 100, text: 90 })).toThrow('at least as wide as its column (100 mm)');
  expect(() => wholeStyle({ size: 900 })).toThrow(
    "A style's size is a number of points from 4 to 48, not 900.",
  );
  expect(() => wholeStyle({ columns: 3 } as never)).toThrow('A style has no "columns"');
  expect(() => wholeStyle('acm' as never)).toThrow('There is no style "acm"; there is cvpr, ieee, nature');
});

test('DDR_STYLE is for figures that have no style: a name or a file', async () => {
  const before = process.env.DDR_STYLE;
  const file = path.join(folder, 'mine.json');
  try {
    await writeFile(file, '{"like": "ieee", "size": 8}');
    process.env.DDR_STYLE = file;
    expect(defaultStyle()).toEqual({ like: 'ieee', size: 8 });
    expect(inStyle(figures[0]).style).toEqual({ like: 'ieee', size: 8 });
    expect(inStyle({ ...figures[0], style: 'nature' as const }).style).toBe('nature');
    process.env.DDR_STYLE = 'cvpr';
    expect(inStyle(figures[0]).style).toBe('cvpr');
    process.env.DDR_STYLE = 'acm';
    expect(() => defaultStyle()).toThrow('DDR_STYLE: There is no style acm');
    await writeFile(file, '{"size": "big"}');
    expect(() => styleFrom(file)).toThrow(`${file}: A style's size is a number of points`);
  } finally {
    if (before === undefined) delete process.env.DDR_STYLE;
    else process.env.DDR_STYLE = before;
  }
});

describe.skipIf(chromiumMissing)(inChromium, () => {
  test.each([
    ['ieee', 'single', 'lines'],
    ['nature', 'double', 'grid'],
  ] as const)('letters of a PDF for %s have the asked size', async (style, width, name) => {
    const figure = figures.find((one) => one.name === name)!;
    await exportFigure({ ...figure, style, width }, folder, { formats: ['pdf'] });
    const { page, sizes, fonts } = pdfLetters(await readFile(path.join(folder, `${name}.pdf`)));
    const { size } = paperStyles[style];
    const column = (paperStyles[style][columns[width]] / 25.4) * 72;
    expect(fonts).toEqual(['Arimo-Regular']);
    // As they are when the file is included at the column's width; Skia rounds the page to 1/300 inch.
    const included = sizes.map((one) => (one * column) / page[0]);
    expect(included.length).toBe(2);
    expect(Math.abs(included[0] / (size - 1) - 1)).toBeLessThan(0.006);
    expect(Math.abs(included[1] / size - 1)).toBeLessThan(0.006);
  });
});
