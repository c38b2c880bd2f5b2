import sharp from 'sharp';
import { InputError } from '../errors';
import type { Image } from '../images/image';
import { toBytes } from '../images/io';
import { annotation } from './annotation';
import { checkFigureName, type Figure, type FigureWidth, widthInInches, widthInPixels } from './figure';
import { baseLayout, fontSize } from './theme';

/** One row of images. */
export interface SampleRow {
  /** Written at the row's left, turned; may be left out. */
  title?: string;
  /** Rows of one group, which must follow each other, get its name once, left of their titles; may be left out. */
  group?: string;
  images: readonly Image[];
  /** A few words below each image, such as its PSNR. */
  notes?: readonly string[];
}

/** What `sampleGrid` takes. */
export interface SampleGridOptions {
  name: string;
  title?: string;
  rows: readonly SampleRow[];
  /** Written above the columns: the degradations. */
  columnTitles?: readonly string[];
  /** `double` (7.16 in, default) or `single` (3.5 in). */
  width?: FigureWidth;
}

/** CSS pixels at the final size. */
const space = { group: 18, rowTitle: 18, columnTitle: 20, gap: 4, note: 16, margin: 1, widest: 180 };

/**
 * Images in rows and columns, all cells of the same size (the shape of the first image). Images smaller
 * than 300 dpi asks for are enlarged to it without smoothing, so that their pixels stay square in every viewer.
 *
 * @throws InputError when there is no image or the rows and titles differ in length.
 */
export async function sampleGrid(options: SampleGridOptions): Promise<Figure> {
  const { name, title, rows, columnTitles, width = 'double' } = options;
  checkFigureName(name);
  const columns = columnTitles?.length ?? rows[0]?.images.length ?? 0;
  if (rows.length === 0 || columns === 0) throw new InputError(`The figure ${name} has no images.`);
  rows.forEach(({ images, notes }, row) => {
    if (images.length !== columns || (notes && notes.length !== columns)) {
      throw new InputError(
        `The figure ${name}: row ${row + 1} has ${images.length} images and ${notes?.length ?? 'no'} notes for ${columns} columns.`,
      );
    }
  });

  const titled = rows.some((row) => row.title !== undefined);
  const noteHeight = rows.some((row) => row.notes) ? space.note : 0;
  const total = widthInPixels(width);
  const grouped = rows.some((row) => row.group !== undefined);
  const rowTitle = (titled ? space.rowTitle : 0) + (grouped ? space.group : 0);
  const room = total - rowTitle - 2 * space.margin - (columns - 1) * space.gap;
  const cellWidth = Math.min(space.widest, Math.floor(room / columns));
  const first = rows[0].images[0];
  const cellHeight = Math.round((cellWidth * first.height) / first.width);
  const pitch = { x: cellWidth + space.gap, y: cellHeight + noteHeight + space.gap };
  const plot = { width: columns * pitch.x - space.gap, height: rows.length * pitch.y - space.gap };
  const left = rowTitle + space.margin + Math.floor((room - columns * cellWidth) / 2);
  const top = columnTitles ? space.columnTitle : space.margin;
  const layout = baseLayout(width, top + plot.height + space.margin, {
    left,
    right: total - left - plot.width,
    top,
    bottom: space.margin,
  });

  const dots = Math.round((cellWidth / total) * widthInInches[width] * 300);
  const annotations: Record<string, unknown>[] = [];
  const images: Record<string, unknown>[] = [];
  for (const [row, { images: samples, notes, title: rowText }] of rows.entries()) {
    const y = 1 - (row * pitch.y) / plot.height;
    for (const [column, sample] of samples.entries()) {
      const x = (column * pitch.x) / plot.width;
      images.push({
        source: await picture(sample, dots),
        xref: 'paper',
        yref: 'paper',
        x,
        y,
        xanchor: 'left',
        yanchor: 'top',
        sizex: cellWidth / plot.width,
        sizey: cellHeight / plot.height,
        sizing: 'contain',
        layer: 'above',
      });
      if (notes) {
        const below = { yanchor: 'top', yshift: -1, font: { size: fontSize.small } };
        annotations.push(
          annotation(notes[column], x + cellWidth / 2 / plot.width, y - cellHeight / plot.height, below),
        );
      }
    }
    if (rowText !== undefined) {
      const turned = { textangle: -90, xanchor: 'right', xshift: -2, yanchor: 'middle' };
      annotations.push(annotation(rowText, 0, y - cellHeight / 2 / plot.height, turned));
    }
  }
  for (const { text, first, count } of groupsOf(rows)) {
    const middle = first * pitch.y + (count * pitch.y - space.gap) / 2;
    const outside = { textangle: -90, xanchor: 'right', yanchor: 'middle' };
    const xshift = -2 - (titled ? space.rowTitle : 0);
    annotations.push(annotation(text, 0, 1 - middle / plot.height, { ...outside, xshift }));
  }
  columnTitles?.forEach((text, column) => {
    const x = (column * pitch.x + cellWidth / 2) / plot.width;
    annotations.push(annotation(text, x, 1, { yanchor: 'bottom', yshift: 2 }));
  });
  const hidden = { visible: false, range: [0, 1], fixedrange: true };
  Object.assign(layout, { images, annotations, xaxis: hidden, yaxis: { ...hidden } });
  // Without a trace Plotly draws no axes to lay images on.
  const data = [{ type: 'scatter', mode: 'markers', uid: 's0', x: [null], y: [null], hoverinfo: 'skip' }];
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** Each run of rows of the same group. */
function groupsOf(rows: readonly SampleRow[]): { text: string; first: number; count: number }[] {
  const groups: { text: string; first: number; count: number }[] = [];
  rows.forEach(({ group }, row) => {
    const last = groups[groups.length - 1];
    if (group === undefined) return;
    if (last?.text === group && last.first + last.count === row) last.count++;
    else groups.push({ text: group, first: row, count: 1 });
  });
  return groups;
}

/** The image as a PNG data URI, enlarged by the smallest whole factor that reaches `dots` pixels. */
async function picture(image: Image, dots: number): Promise<string> {
  const factor = Math.max(1, Math.ceil(dots / image.width));
  const raw = { width: image.width, height: image.height, channels: 3 as const };
  const enlarged = sharp(toBytes(image), { raw }).resize(image.width * factor, image.height * factor, {
    kernel: 'nearest',
  });
  const png = await (isGrey(image) ? enlarged.toColourspace('b-w') : enlarged)
    .png({ compressionLevel: 9 })
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** One channel is all that a grey picture needs: the file is smaller. */
function isGrey({ data }: Image): boolean {
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}
