import path from 'node:path';
import sharp from 'sharp';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { currentSignal } from '@ddr-lab/base/signal';
import { type Drawn, drawFigure } from './draw';
import { checkFigureName, type Figure } from './figure';

const exportFormats = ['svg', 'pdf', 'png'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What `exportFigure` takes. */
export interface ExportOptions {
  /** Which files; all three by default. */
  formats?: readonly ExportFormat[];
  /** Dots an inch of the PNG; default 300. */
  dpi?: number;
}

/**
 * Writes the figure to `folder` as NAME.svg, NAME.pdf and NAME.png, in the size it has in a two-column
 * paper, fonts embedded. Returns the files. The same figure gives the same bytes.
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
  { folder, formats = exportFormats, dpi = 300 }: ExportOptions & { folder: string },
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
