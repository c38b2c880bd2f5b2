import type { Page } from 'playwright-core';
import type { Figure } from '@ddr-lab/charts/figure';
import { fontFaces } from '@ddr-lab/charts/text';
import { plotlyFile } from '@ddr-lab/charts/plotly-bundle';

type Point = readonly [number, number];

/** A word, a legend's symbol or a panel where Chromium drew it: its four corners, turned as it is. */
export interface Box {
  readonly kind: 'text' | 'symbol' | 'panel';
  readonly words: string;
  readonly corners: readonly Point[];
}

/** Loads Plotly and the figures' font into a page, once for many figures. */
export async function prepare(page: Page): Promise<void> {
  await page.setContent(
    `<style>body{margin:0}${fontFaces('aσ−', { bold: true })}</style><div id="chart"></div>`,
  );
  await page.evaluate('Promise.all([...document.fonts].map((face) => face.load())).then(() => true)');
  await page.addScriptTag({ path: plotlyFile('cartesian') });
}

/** Draws the figure as it is in files, and measures what it shows. */
export async function boxesOf(page: Page, { data, layout }: Figure): Promise<Box[]> {
  const spec = JSON.stringify({ data, layout }).replace(/</g, '\\u003c');
  return page.evaluate<Box[]>(`(async () => {
    const { data, layout } = ${spec};
    const chart = document.getElementById('chart');
    Plotly.purge(chart);
    await Plotly.newPlot(chart, data, layout, { staticPlot: true });
    const origin = chart.getBoundingClientRect();
    // A pixel less above and below: letters do not fill their line.
    const corners = (node, less) => {
      const { x, y, width, height } = node.getBBox();
      const matrix = node.getScreenCTM();
      const at = (px, py) => [matrix.a * px + matrix.c * py + matrix.e - origin.x, matrix.b * px + matrix.d * py + matrix.f - origin.y];
      return [at(x, y + less), at(x + width, y + less), at(x + width, y + height - less), at(x, y + height - less)];
    };
    const seen = (node) => node.getBBox().width > 0 && getComputedStyle(node).visibility !== 'hidden' && getComputedStyle(node).display !== 'none';
    const texts = [...chart.querySelectorAll('.main-svg text')].filter((node) => node.textContent.trim() !== '' && seen(node));
    const symbols = [...chart.querySelectorAll('.legend .layers')].filter(seen);
    const pictures = [...chart.querySelectorAll('.main-svg image')].map((node) => corners(node, 0));
    // A grid of pictures has one empty plot behind them all.
    const panels = pictures.length > 0 ? pictures : Object.values(chart._fullLayout._plots).map(({ xaxis, yaxis }) => {
      const [l, t, r, b] = [xaxis._offset, yaxis._offset, xaxis._offset + xaxis._length, yaxis._offset + yaxis._length];
      return [[l, t], [r, t], [r, b], [l, b]];
    });
    return [
      ...texts.map((node) => ({ kind: 'text', words: node.textContent, corners: corners(node, 1.5) })),
      ...symbols.map((node) => ({ kind: 'symbol', words: 'a symbol of the legend', corners: corners(node, 0) })),
      ...panels.map((place) => ({ kind: 'panel', words: 'a panel', corners: place })),
    ];
  })()`);
}

/** What lies on what, or outside the figure, in words. `onPanels`: words may stand on panels. */
export function faults(
  boxes: readonly Box[],
  { layout }: Figure,
  { onPanels = false }: { readonly onPanels?: boolean } = {},
): string[] {
  const found: string[] = [];
  const texts = boxes.filter(({ kind }) => kind === 'text');
  for (const { words, corners } of texts) {
    const out = corners.some(
      ([x, y]) => x < -0.5 || y < -0.5 || x > layout.width + 0.5 || y > layout.height + 0.5,
    );
    if (out) found.push(`"${words}" stands outside the figure`);
  }
  texts.forEach((text, i) => {
    const others = [
      ...texts.slice(i + 1),
      ...boxes.filter(({ kind }) => kind === 'symbol' || (kind === 'panel' && !onPanels)),
    ];
    for (const other of others)
      if (overlap(text.corners, other.corners)) found.push(`"${text.words}" on "${other.words}"`);
  });
  return found;
}

/** Whether two convex shapes share more than half a pixel in every direction (separating axes). */
function overlap(a: readonly Point[], b: readonly Point[]): boolean {
  return [a, b].every((shape) =>
    shape.every(([x, y], i) => {
      const [nextX, nextY] = shape[(i + 1) % shape.length];
      const length = Math.hypot(nextX - x, nextY - y) || 1;
      const axis: Point = [(nextY - y) / length, (x - nextX) / length];
      const along = (points: readonly Point[]): number[] =>
        points.map(([px, py]) => px * axis[0] + py * axis[1]);
      const [first, second] = [along(a), along(b)];
      return (
        Math.min(Math.max(...first), Math.max(...second)) -
          Math.max(Math.min(...first), Math.min(...second)) >
        0.5
      );
    }),
  );
}
