import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Figure, liveFigure } from '@ddr-lab/charts/figure';
import { settledFigure } from '@ddr-lab/charts/made';
import { liveBundle, type PlotlyBundle, plotlyFile } from '@ddr-lab/charts/plotly-bundle';
import { escapeHtml } from './html';

/**
 * The script that brings figures to life: our runtime as it is, with what links the panels of a figure, Plotly gzipped in base64 (0.5 MB instead of
 * 1.1). Once in a page is enough for all its figures, before or after them.
 */
export function scriptHtml(bundle: PlotlyBundle): string {
  const own = ['runtime.js', 'linked.js'].map((file) =>
    readFileSync(path.join(__dirname, 'browser', file), 'utf8'),
  );
  const packed = pack(readFileSync(plotlyFile(bundle)));
  return `<script>${own.join('')}window.ddrFigures.library("${bundle}","${packed}");</script>`;
}

/**
 * A figure for a notebook's output: the static picture (a WebP; without one, a line of text), its caption, and
 * a script that hands the figure to the runtime. Everything that comes from data is escaped or packed.
 */
export function figureHtml(made: Figure, picture?: Buffer): string {
  const figure = settledFigure(made);
  const { name, title, layout, patches } = figure;
  const live = liveFigure(figure);
  const spec = JSON.stringify({ ...live, patches });
  const id = `${name.replace(/[^A-Za-z0-9-]/g, '-')}-${createHash('sha256').update(spec).digest('hex').slice(0, 8)}`;
  const { width, height } = layout;
  const words = escapeHtml(title ?? name);
  const still = picture
    ? `<img class="ddr-picture" alt="${words}" width="${width}" height="${height}" style="display:block;max-width:100%;height:auto" src="data:image/webp;base64,${picture.toString('base64')}">`
    : `<p class="ddr-picture" style="margin:0">${words}: a chart that appears where scripts run.</p>`;
  const caption = title
    ? `<figcaption style="color:#444;font-size:90%;max-width:${width}px">${words}</figcaption>`
    : '';
  const entry = JSON.stringify({
    id,
    needs: liveBundle(figure),
    name,
    width,
    height: live.layout.height,
    spec: pack(Buffer.from(spec)),
  }).replace(/</g, '\\u003c');
  return (
    `<figure style="margin:0.5em 0"><div data-ddr-figure="${id}" style="position:relative;background:#fff;width:${width}px;max-width:100%">${still}</div>${caption}</figure>` +
    `<script>(window.ddrFigures=window.ddrFigures||[]).push(${entry});</script>`
  );
}

/** Gzipped, in base64, the same bytes for the same input (zlib writes no time). */
function pack(bytes: Buffer): string {
  return gzipSync(bytes, { level: 9 }).toString('base64');
}
