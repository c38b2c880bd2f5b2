import path from 'node:path';
import sharp from 'sharp';
import { InputError } from '../errors';
import { writeWhole } from '../files/write-whole';
import { drawSvg, printSvg } from './draw';
import { checkFigureName, type Figure } from './figure';

export const exportFormats = ['svg', 'pdf', 'png'] as const;
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
  return (await exportDrawn(figure, await drawSvg(figure), folder, options)).files;
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

/** As `exportFigure`, from the SVG that `drawSvg` made. */
export async function exportDrawn(
  figure: Figure,
  svg: string,
  folder: string,
  { formats = exportFormats, dpi = 300 }: ExportOptions = {},
): Promise<{ files: string[] }> {
  checkFigureName(figure.name);
  parseFormats(formats.join(','));
  const printed = await printSvg(svg, figure.layout, {
    pdf: formats.includes('pdf'),
    ...(formats.includes('png') ? { dpi } : {}),
  });
  const contents = {
    svg,
    pdf: printed.pdf,
    png:
      printed.png &&
      (await sharp(printed.png).withMetadata({ density: dpi }).png({ compressionLevel: 9 }).toBuffer()),
  };
  const files: string[] = [];
  for (const format of formats) {
    const file = path.join(folder, `${figure.name}.${format}`);
    await writeWhole(file, contents[format]!);
    files.push(file);
  }
  return { files };
}

/** A figure as a notebook keeps it, two dots a CSS pixel. */
export interface ScreenPicture {
  /** For viewers that show pictures alone: 256 colours, which charts never need and images bear at this size. */
  readonly png: Buffer;
  /** For the page, where it stands until scripts run. */
  readonly webp: Buffer;
}

/**
 * The pictures of a figure for a notebook's output.
 *
 * @throws ChromiumMissing
 */
export async function screenPicture(figure: Figure, svg: string): Promise<ScreenPicture> {
  const { png } = await printSvg(svg, figure.layout, { dpi: 192 });
  const images = figure.layout.images as readonly unknown[] | undefined;
  const chart = !images?.length;
  const drawn = sharp(png!);
  return {
    png: await drawn.clone().png({ compressionLevel: 9, palette: true, dither: 0 }).toBuffer(),
    webp: await drawn.webp(chart ? { lossless: true } : { quality: 85, smartSubsample: true }).toBuffer(),
  };
}
