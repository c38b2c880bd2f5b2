import { afterAll, describe, expect, test } from 'vitest';
import { closeChromium, withPage } from '@ddr-lab/charts/chromium';
import { drawFigure } from '@ddr-lab/charts/export';
import type { Figure, Layout, PlainFigure } from '@ddr-lab/charts/figure';
import { settledFigure } from '@ddr-lab/charts/made';
import { plainFigure } from '@ddr-lab/charts/plain';
import { boxesOf, faults, prepare } from './boxes';
import { chromiumMissing, inChromium } from './chromium-here';
import { everyFigure } from './every-figure';

const inner = ({ width, height, margin }: Layout): { x: number; y: number } => {
  const { l, r, t, b } = margin as Record<string, number>;
  return { x: width - l - r, y: height - t - b };
};
const domain = (layout: Layout, axis: string): number => {
  const [from, to] = (layout[axis] as { domain: number[] }).domain;
  return to - from;
};

describe('a finished figure whose look is changed', () => {
  const made = everyFigure.clustersFigure({}) as Figure;

  test('is laid out as if it had been made so', () => {
    const looks = {
      width: 'single',
      font: { family: 'Times', size: 10 },
      colours: { blur4: '#123456' },
    } as const;
    expect(settledFigure({ ...made, ...looks }).layout).toEqual(
      settledFigure(everyFigure.clustersFigure(looks) as Figure).layout,
    );
    const { layout, data } = settledFigure({ ...made, ...looks, markerSize: 3, legend: false });
    expect(layout.width).toBeLessThanOrEqual(312);
    expect(layout.showlegend).toBe(false);
    const [marker] = data
      .filter(({ name }) => name === 'blur4')
      .map((trace) => trace.marker as { color: string; size: number });
    expect(marker.color).toBe('rgba(18,52,86,0.8)');
    // A triangle is drawn a fifth larger; 3 points are 4 pixels.
    expect(marker.size).toBeCloseTo(4.8, 6);
  });

  test.each([
    { width: 400 },
    { width: 500, height: 700 },
    { title: { text: 'A title' } },
    { font: { family: 'Times', size: 16 } },
  ])('keeps its panels square with the layout changed by %j', (own) => {
    const { layout } = settledFigure({ ...made, layout: { ...made.layout, ...own } as Layout });
    const size = inner(layout);
    // Cells are whole pixels, domains exact shares.
    expect(domain(layout, 'xaxis') * size.x).toBeCloseTo(domain(layout, 'yaxis') * size.y, 4);
    if ('width' in own) expect(layout.width).toBe(own.width);
    if ('height' in own) expect(layout.height).toBe(own.height);
    if ('font' in own) expect(layout.font).toMatchObject({ family: 'Times', size: 16 });
    if ('title' in own) expect(layout.title).toMatchObject({ text: 'A title', yref: 'container' });
  });

  test('keeps other changes of its layout and its traces', () => {
    const chi = everyFigure.chiFigure({}) as Figure;
    const changed = {
      ...chi,
      width: 'double' as const,
      layout: {
        ...chi.layout,
        paper_bgcolor: '#eeeeee',
        yaxis: { ...(chi.layout.yaxis as object), range: [0, 3] },
      },
      data: chi.data.map((trace) => ({ ...trace, opacity: 0.5 })),
    };
    const { layout, data } = settledFigure(changed);
    expect(layout).toMatchObject({
      width: 660,
      paper_bgcolor: '#eeeeee',
      yaxis: { type: 'log', range: [0, 3] },
    });
    expect(data.every(({ opacity }) => opacity === 0.5)).toBe(true);
  });

  test('refuses what is no width, height or page', () => {
    expect(() => settledFigure({ ...made, width: 'wide' as 'single' })).toThrow('"single" (3.25 in)');
    expect(() => settledFigure({ ...made, height: 100 })).toThrow('height is a number of inches');
    expect(() => settledFigure({ ...made, page: 'icml' as 'cvpr' })).toThrow(
      'cvpr, ieee, screen, not "icml"',
    );
    expect(() => everyFigure.chiFigure({ font: { size: 900 } })).toThrow('font.size is a number of points');
    expect(settledFigure({ ...made, page: 'ieee', width: 'single' }).layout.width).toBeLessThanOrEqual(336);
  });
});

const plain: PlainFigure = {
  data: ['a', 'b'].map((name, i) => ({
    type: 'scatter',
    name,
    x: new Float32Array([1, 2, 3]),
    y: [1000, 2000, i],
  })),
  layout: {
    width: 336,
    height: 200,
    title: 'Plain',
    xaxis: { title: 'iterations' },
    yaxis: { title: { text: 'loss' } },
  },
};

describe("plain Plotly data get the house's theme", () => {
  test('where they say nothing', () => {
    const figure = plainFigure(plain);
    expect(figure.layout).toMatchObject({
      width: 336,
      height: 200,
      xaxis: { title: { text: 'iterations' } },
    });
    expect(figure.layout.font).toMatchObject({
      family: expect.stringContaining('Arimo') as string,
      size: 12,
    });
    expect(figure.data[0].x).toEqual([1, 2, 3]);
    expect(plainFigure(figure)).toBe(figure);
    const own = plainFigure({
      ...plain,
      layout: { margin: { l: 70 }, font: { color: 'red' }, showlegend: false },
    });
    expect(own.layout).toMatchObject({
      width: 312,
      margin: { l: 70 },
      font: { color: 'red' },
      showlegend: false,
    });
  });
});

describe.skipIf(chromiumMissing)(inChromium, { timeout: 600_000 }, () => {
  afterAll(closeChromium);

  test('a plain figure of 336 x 200 pixels has room for its data, and nothing on another thing', async () => {
    const figure = plainFigure(plain);
    await withPage({ width: 500, height: 400 }, async (page) => {
      await prepare(page);
      const boxes = await boxesOf(page, figure);
      expect(faults(boxes, figure)).toEqual([]);
      const [[left, top], , [right, bottom]] = boxes.find(({ kind }) => kind === 'panel')!.corners;
      expect(right - left).toBeGreaterThan(240);
      expect(bottom - top).toBeGreaterThan(80);
    });
  });

  test('any name gives an SVG that an XML parser reads', async () => {
    const names = [
      ...[
        '\u0000\u0001\u0007\u001b[31m\u001f\u007f\u0085',
        '\ufffe\uffff\ud800',
        'a]]>b & <b>"c"\'</b> &amp; &#0; $x$',
      ],
      ...['\u{1f600} 猫 صورة', '\u202egnp.exe', 'x'.repeat(3000), 'a\nb\tc\u2028d', '%d -- --> <!--'],
    ];
    const chart = everyFigure.bars({ name: 'names' }) as Figure;
    const figures: (Figure | PlainFigure)[] = [
      {
        ...plain,
        data: names.map((name) => ({ ...plain.data[0], name, text: [name, name, name], mode: 'text' })),
        layout: { title: { text: names.join(' ') } },
      },
      { ...chart, heading: names.join(' '), axesNote: names.join(' ') },
    ];
    for (const figure of figures) {
      const { svg } = await drawFigure(figure);
      const problem = await withPage({ width: 100, height: 100 }, (page) =>
        page.evaluate<string | null>(
          `(() => new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml').querySelector('parsererror')?.textContent ?? null)()`,
        ),
      );
      expect(problem).toBeNull();
    }
  });
});
