import type { Page } from 'playwright-core';
import { withPage } from './chromium';
import type { Figure, PlainFigure } from './figure';
import { fontFaces } from './font';
import { settledFigure } from './made';
import { bundleFor, plotlyFile } from './plotly-bundle';
import { finishSvg } from './svg';

/** What to make of a figure besides its SVG. */
export interface DrawOptions {
  /** Also a PDF: vectors, one page of the figure's size, fonts embedded. Default false. */
  readonly pdf?: boolean;
  /** Also a PNG for each of these numbers of dots an inch, where a CSS pixel is 1/96 inch. Default none. */
  readonly dpi?: readonly number[];
}

/** What `drawFigure` gives. */
export interface Drawn {
  readonly svg: string;
  readonly pdf?: Buffer;
  /** In the order of `dpi`. */
  readonly pngs: readonly Buffer[];
}

/**
 * Draws a figure by Plotly in Chromium: as an SVG, its font embedded, and what that looks like as PDF and PNG. The
 * same figure gives the same bytes.
 *
 * @throws ChromiumMissing
 */
export async function drawFigure(
  made: Figure | PlainFigure,
  { pdf = false, dpi = [] }: DrawOptions = {},
): Promise<Drawn> {
  const figure = settledFigure(made);
  const { width, height } = figure.layout;
  // One page for all: a page of its own for each picture takes longer than the picture.
  return withPage({ width, height }, async (page) => {
    const svg = await plot(page, figure);
    if (!pdf && dpi.length === 0) return { svg, pngs: [] };
    await page.setContent(
      `<style>@page{size:${width}px ${height}px;margin:0}html,body{margin:0;background:#fff}svg{display:block}</style>${svg}`,
    );
    await page.evaluate('document.fonts.ready.then(() => true)');
    const pngs: Buffer[] = [];
    for (const dots of dpi) pngs.push(await capture(page, { width, height, scale: dots / 96 }));
    const sheet =
      pdf && (await page.pdf({ preferCSSPageSize: true, printBackground: true, pageRanges: '1' }));
    return { svg, pngs, ...(sheet && { pdf: undated(sheet) }) };
  });
}

async function plot(page: Page, figure: Figure): Promise<string> {
  const { data, layout } = figure;
  const { width, height } = layout;
  const text = JSON.stringify({ data, layout });
  // The font must be there before Plotly measures its labels. Plotly's own minus sign is not in the figure's JSON.
  await page.setContent(`<style>${fontFaces(`${text}a\u2212`, { bold: true })}</style>`);
  await page.evaluate(
    'Promise.all([...document.fonts].map((face) => face.load())).then(() => document.fonts.ready).then(() => true)',
  );
  await page.addScriptTag({ path: plotlyFile(bundleFor(figure)) });
  const svg = await page.evaluate<string>(`(() => {
    const { data, layout } = ${text.replace(/</g, '\\u003c')};
    const size = { width: ${width}, height: ${height} };
    return Plotly.toImage(
      { data, layout, config: { staticPlot: true } },
      { format: 'svg', imageDataOnly: true, ...size },
    );
  })()`);
  return finishSvg(svg);
}

/** A page's picture with `scale` dots a CSS pixel. */
async function capture(
  page: Page,
  { width, height, scale }: { width: number; height: number; scale: number },
): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride', {
    width: Math.ceil(width),
    height: Math.ceil(height),
    deviceScaleFactor: scale,
    mobile: false,
  });
  const { data } = await session.send('Page.captureScreenshot', { format: 'png' });
  await session.detach();
  return Buffer.from(data, 'base64');
}

/** Skia writes the time of day into a PDF; a fixed one of the same length keeps the file the same. */
function undated(pdf: Buffer): Buffer {
  const text = pdf.toString('latin1');
  return Buffer.from(text.replace(/(\/(?:CreationDate|ModDate) \(D:)\d{14}/g, '$120000101000000'), 'latin1');
}
