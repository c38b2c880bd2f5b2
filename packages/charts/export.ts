import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { currentSignal } from '@ddr-lab/base/signal';
import path from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { withPage } from './chromium';
import { checkFigureName, type Figure, type PlainFigure } from './figure';
import { settledFigure } from './made';
import { writeFigureData } from './write-data';
import { bundleFor, plotlyFile } from './plotly-bundle';
import { fontFaces, printable } from './text';

/**
 * Plotly's SVG made fit for a file: the random number in its ids replaced by a fixed one, so that the same
 * figure gives the same file; each marker's shape written once, which makes a scatter grid five times
 * smaller; and its font embedded, so that it looks the same everywhere.
 */
export function finishSvg(svg: string): string {
  const small = shareMarkers(dropUnusedClips(settleIds(wellFormed(svg))));
  const text = decode(small.replace(/<[^>]*>/g, ''));
  const bold = /font-weight:\s*(bold|[6-9]00)/.test(small);
  const faces = fontFaces(text, { bold });
  return faces === '' ? small : small.replace(/<svg [^>]*>/, (open) => `${open}<style>${faces}</style>`);
}

/** Without the characters that XML does not know, written out or by their numbers: no viewer would open the file. */
function wellFormed(svg: string): string {
  return printable(svg).replace(/&#(x[0-9a-f]+|\d+);/gi, (reference, code: string) => {
    const point = /^x/i.test(code) ? parseInt(code.slice(1), 16) : Number(code);
    const known = point <= 0x10ffff && printable(String.fromCodePoint(point)) === String.fromCodePoint(point);
    return known ? reference : '\ufffd';
  });
}

function settleIds(svg: string): string {
  const uid = /id="defs-([0-9a-f]{6})"/.exec(svg)?.[1];
  return uid === undefined ? svg : svg.replaceAll(uid, 'figure');
}

/** Plotly defines a clip for each pair of axes, 100 for ten panels, and uses ten of them. */
function dropUnusedClips(svg: string): string {
  const used = new Set([...svg.matchAll(/url\(['"]?#([^'")]+)['"]?\)/g)].map(([, id]) => id));
  return svg.replace(/<clipPath[^>]* id="([^"]+)"[^>]*>.*?<\/clipPath>/g, (clip: string, id: string) =>
    used.has(id) ? clip : '',
  );
}

/** Points of the same shape and style become `<use>` of one path. */
function shareMarkers(svg: string): string {
  const shapes = new Map<string, string>();
  const body = svg.replace(
    /<path class="point[^"]*" transform="translate\(([-\d.]+),([-\d.]+)\)" (d="[^"]*" style="[^"]*")\/>/g,
    (_, x: string, y: string, shape: string) => {
      const id = shapes.get(shape) ?? `marker${shapes.size}`;
      shapes.set(shape, id);
      return `<use xlink:href="#${id}" x="${x}" y="${y}"/>`;
    },
  );
  if (shapes.size === 0) return svg;
  const paths = [...shapes].map(([shape, id]) => `<path id="${id}" ${shape}/>`).join('');
  return body.replace(/<svg [^>]*>/, (open) => `${open}<defs>${paths}</defs>`);
}

/** Character references as their characters: they count when choosing which part of the font is needed. */
function decode(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

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
  // Pages that stay: to start one and load Plotly takes four times as long as a figure.
  const bundle = plotlyFile(bundleFor(figure));
  const svg = await withPage({ width, height, keptFor: bundle }, (page) => plot(page, figure, bundle));
  if (!pdf && dpi.length === 0) return { svg, pngs: [] };
  return withPage({ width, height, keptFor: 'pictures' }, async (page) => {
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

/** The faces of fonts that a page has. */
const facesOf = new WeakMap<Page, Set<string>>();

/** Makes a page ready for text: the font must be there before Plotly measures its labels. */
async function loadFonts(page: Page, text: string): Promise<void> {
  const there = facesOf.get(page) ?? new Set<string>();
  facesOf.set(page, there);
  const missing = fontFaces(text, { bold: true })
    .split('\n')
    .filter((face) => !there.has(face));
  if (missing.length === 0) return;
  await page.addStyleTag({ content: missing.join('\n') });
  await page.evaluate(
    'Promise.all([...document.fonts].map((face) => face.load())).then(() => document.fonts.ready).then(() => true)',
  );
  for (const face of missing) there.add(face);
}

/** How many figures were drawn. */
let drawn = 0;

async function plot(page: Page, figure: Figure, bundle: string): Promise<string> {
  const { data, layout } = figure;
  const { width, height } = layout;
  const text = JSON.stringify({ data, layout });
  // Plotly's own minus sign is not in the figure's JSON.
  await loadFonts(page, `${text}a\u2212`);
  if (!(await page.evaluate<boolean>("typeof Plotly === 'object'")))
    await page.addScriptTag({ path: bundle });
  // Plotly remembers how large words of a style are, and draws those that it knows in another order. With a font of its own, which there is not, each figure is Plotly's first.
  const own = `figure${++drawn}, `;
  const fresh = text.replace(/"family":"/g, (key) => key + own);
  const svg = await page.evaluate<string>(`(() => {
    const { data, layout } = ${fresh.replace(/</g, '\\u003c')};
    const size = { width: ${width}, height: ${height} };
    return Plotly.toImage(
      { data, layout, config: { staticPlot: true } },
      { format: 'svg', imageDataOnly: true, ...size },
    );
  })()`);
  return finishSvg(svg.replaceAll(own, ''));
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

const exportFormats = ['svg', 'pdf', 'png'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What `exportFigure` takes. */
export interface ExportOptions {
  /** Which files; all three by default. */
  formats?: readonly ExportFormat[];
  /** Dots an inch of the PNG; default 300. */
  dpi?: number;
  /** Whether the figure's data (NAME.csv, NAME.npz) and its caption (NAME.txt) are written, too. Default true. */
  data?: boolean;
}

/**
 * Writes the figure to `folder` as NAME.svg, NAME.pdf and NAME.png, in the size it has in a two-column
 * paper, fonts embedded, and beside them its data and its caption (`writeFigureData`). Returns the files. The same figure gives the same bytes.
 *
 * @throws ChromiumMissing where no Chromium can be had: nothing is written then.
 * @throws InputError on an unknown format, or where the folder cannot be written.
 */
export async function exportFigure(
  figure: Figure,
  folder = 'figures',
  options: ExportOptions = {},
): Promise<string[]> {
  return (await drawAndWrite(figure, { folder, ...options }, [])).files;
}

/**
 * `svg,pdf` as a list of formats.
 *
 * @throws InputError on an unknown one.
 */
export function parseFormats(list: string): ExportFormat[] {
  return list.split(',').map((word) => {
    const format = exportFormats.find((known) => known === word.trim().toLowerCase());
    if (format === undefined) {
      throw new InputError(
        `Figures are written as ${exportFormats.join(', ')}, not as ${JSON.stringify(word)}.`,
      );
    }
    return format;
  });
}

/** A figure as a notebook keeps it, two dots a CSS pixel. */
export interface ScreenPicture {
  /** For viewers that show pictures alone: 256 colours, which charts never need and images bear at this size. */
  readonly png: Buffer;
  /** For the page, where it stands until scripts run. */
  readonly webp: Buffer;
}

/** Dots an inch of a screen's picture. */
const screenDpi = 192;

/**
 * The pictures of a figure for a notebook's output.
 *
 * @throws ChromiumMissing
 */
export async function screenPicture(figure: Figure): Promise<ScreenPicture> {
  currentSignal()?.throwIfAborted();
  const { pngs } = await drawFigure(figure, { dpi: [screenDpi] });
  return encodeScreen(figure, pngs[0]);
}

/**
 * Both: writes the figure's files and gives its pictures for a screen, drawn once.
 *
 * @throws ChromiumMissing, InputError as `exportFigure`.
 */
export async function exportWithPicture(
  figure: Figure,
  folder: string,
  options: ExportOptions = {},
): Promise<{ files: string[]; picture: ScreenPicture }> {
  const { files, drawn } = await drawAndWrite(figure, { folder, ...options }, [screenDpi]);
  return { files, picture: await encodeScreen(figure, drawn.pngs[drawn.pngs.length - 1]) };
}

/** Draws with PNGs of `alsoDpi` at the end, and writes the files. */
async function drawAndWrite(
  figure: Figure,
  { folder, formats = exportFormats, dpi = 300, data = true }: ExportOptions & { folder: string },
  alsoDpi: readonly number[],
): Promise<{ files: string[]; drawn: Drawn }> {
  checkFigureName(figure.name);
  parseFormats(formats.join(','));
  currentSignal()?.throwIfAborted();
  const drawn = await drawFigure(figure, {
    pdf: formats.includes('pdf'),
    dpi: [...(formats.includes('png') ? [dpi] : []), ...alsoDpi],
  });
  const files: string[] = [];
  for (const format of formats) {
    const file = path.join(folder, `${figure.name}.${format}`);
    const contents = format === 'png' ? await encodePrinted(drawn.pngs[0], dpi) : drawn[format]!;
    await writeWhole(file, contents);
    files.push(file);
  }
  if (data) files.push(...(await writeFigureData(settledFigure(figure), folder)));
  return { files, drawn };
}

function encodePrinted(png: Buffer, dpi: number): Promise<Buffer> {
  return sharp(png).withMetadata({ density: dpi }).png({ compressionLevel: 9 }).toBuffer();
}

async function encodeScreen(figure: Figure, png: Buffer): Promise<ScreenPicture> {
  const images = figure.layout.images as readonly unknown[] | undefined;
  const chart = !images?.length;
  const drawn = sharp(png);
  return {
    png: await drawn.clone().png({ compressionLevel: 9, palette: true, dither: 0 }).toBuffer(),
    webp: await drawn.webp(chart ? { lossless: true } : { quality: 85, smartSubsample: true }).toBuffer(),
  };
}
