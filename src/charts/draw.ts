import { withPage } from './chromium';
import type { Figure } from './figure';
import { fontFaces } from './font';
import { bundleFor, plotlyFile } from './plotly-bundle';
import { finishSvg } from './svg';

/**
 * The figure as an SVG drawn by Plotly in Chromium, its font embedded. The same figure gives the same text.
 *
 * @throws ChromiumMissing
 */
export async function drawSvg(figure: Figure): Promise<string> {
  const { data, layout } = figure;
  const { width, height } = layout;
  const script = plotlyFile(bundleFor(figure));
  const text = JSON.stringify({ data, layout });
  return withPage({ width, height }, async (page) => {
    // The font must be there before Plotly measures its labels. Plotly's own minus sign is not in the figure's JSON.
    await page.setContent(
      `<style>${fontFaces(`${text}a\u2212`, { bold: true })}</style><div id="figure"></div>`,
    );
    await page.evaluate(
      'Promise.all([...document.fonts].map((face) => face.load())).then(() => document.fonts.ready).then(() => true)',
    );
    await page.addScriptTag({ path: script });
    const svg = await page.evaluate<string>(`(async () => {
      const { data, layout } = ${text.replace(/</g, '\\u003c')};
      const place = document.getElementById('figure');
      await Plotly.newPlot(place, data, layout, { staticPlot: true });
      return Plotly.toImage(place, { format: 'svg', imageDataOnly: true, width: ${width}, height: ${height} });
    })()`);
    return finishSvg(svg);
  });
}

/** What `printSvg` gives. */
export interface Printed {
  readonly pdf?: Buffer;
  readonly png?: Buffer;
}

/**
 * An SVG as a PDF (vectors, one page of the SVG's size, fonts embedded) and a PNG at `dpi`.
 *
 * @throws ChromiumMissing
 */
export async function printSvg(
  svg: string,
  size: { width: number; height: number },
  { pdf = false, dpi }: { pdf?: boolean; dpi?: number },
): Promise<Printed> {
  const { width, height } = size;
  return withPage({ width, height, scale: (dpi ?? 96) / 96 }, async (page) => {
    await page.setContent(
      `<style>@page{size:${width}px ${height}px;margin:0}html,body{margin:0;background:#fff}svg{display:block}</style>${svg}`,
    );
    await page.evaluate('document.fonts.ready.then(() => true)');
    const printed: { pdf?: Buffer; png?: Buffer } = {};
    if (dpi !== undefined) printed.png = await page.screenshot({ type: 'png', animations: 'disabled' });
    if (pdf) {
      const sheet = await page.pdf({ preferCSSPageSize: true, printBackground: true, pageRanges: '1' });
      printed.pdf = undated(sheet);
    }
    return printed;
  });
}

/** Skia writes the time of day into a PDF; a fixed one of the same length keeps the file the same. */
function undated(pdf: Buffer): Buffer {
  const text = pdf.toString('latin1');
  return Buffer.from(text.replace(/(\/(?:CreationDate|ModDate) \(D:)\d{14}/g, '$120000101000000'), 'latin1');
}
