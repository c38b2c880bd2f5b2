import sharp from 'sharp';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { toBytes } from '@ddr-lab/images/io';
import { annotation, type Drawing, madeFigure } from '@ddr-lab/charts/made';
import { checkFigureName, type Figure, type FigureOptions } from '@ddr-lab/charts/figure';
import type { DataNotes, PictureNotes } from '@ddr-lab/charts/figure-data';
import { fitText } from '@ddr-lab/charts/text';
import { gridFrame, type GridFrame, type GridRequest } from '@ddr-lab/charts/grid-frame';
import { gridWords, noteBelow } from '@ddr-lab/charts/grid-words';
import { linesHeight } from '@ddr-lab/charts/legend';
import { pixelsPerInch, type ResolvedLook, resolveLook } from '@ddr-lab/charts/look';
import { baseLayout } from '@ddr-lab/charts/theme';

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

/** What `sampleGrid` takes. Its width is `double` where nothing else is said. */
export interface SampleGridOptions extends FigureOptions {
  name: string;
  rows: readonly SampleRow[];
  /** Written above the columns: the degradations. */
  columnTitles?: readonly string[];
  /** Written above the titles, once for all neighbours of one group: the networks. Empty: none. */
  columnGroups?: readonly string[];
}

/** CSS pixels at the final size. */
const space = { widest: 180, least: 36, gap: 4 };

/**
 * Images in rows and columns, all cells of the same size (the shape of the first image). Images smaller
 * than 300 dpi asks for are enlarged to it without smoothing, so that their pixels stay square in every viewer.
 * Where the width holds fewer columns than there are, the others follow below.
 *
 * @throws InputError when there is no image or the rows and titles differ in length.
 */
export async function sampleGrid(options: SampleGridOptions): Promise<Figure> {
  const { name, rows, columnTitles, columnGroups } = options;
  checkFigureName(name);
  const columns = columnTitles?.length ?? rows[0]?.images.length ?? 0;
  if (rows.length === 0 || columns === 0) throw new InputError(`The figure ${name} has no images.`);
  if (columnGroups && columnGroups.length !== columns) {
    throw new InputError(`The figure ${name} has ${columnGroups.length} groups for ${columns} columns.`);
  }
  rows.forEach(({ images, notes }, row) => {
    if (images.length !== columns || (notes && notes.length !== columns)) {
      throw new InputError(
        `The figure ${name}: row ${row + 1} has ${images.length} images and ${notes?.length ?? 'no'} notes for ${columns} columns.`,
      );
    }
  });
  // Once for all sizes, up to both columns: encoding takes time, and layout must not wait for it.
  const dots = Math.round((cellWidth(options) / pixelsPerInch) * 300);
  const pictures: string[][] = [];
  for (const { images } of rows) {
    pictures.push(await Promise.all(images.map((image) => picture(image, dots))));
  }
  return madeFigure((again: SampleGridOptions) => draw(again, pictures), options);
}

const cellWidth = (options: SampleGridOptions): number =>
  Math.max(
    ...[options, { ...options, width: 'double' as const }].map((one) => frameOf(one).frame.cell.width),
  );

function frameOf(options: SampleGridOptions): { frame: GridFrame; request: GridRequest; look: ResolvedLook } {
  const { name, rows, columnTitles } = options;
  const look = resolveLook(options, 'double');
  const [first] = rows[0].images;
  const request = {
    name,
    rows: rows.map((row) => row.title ?? ''),
    columns: columnTitles ?? rows[0].images.map(() => ''),
    groups: options.columnGroups,
    notes: rows.flatMap((row) => row.notes ?? []),
    entries: [],
    axesNote: look.axesNote ?? '',
    cell: { aspect: first.height / first.width },
    edge: rows.some((row) => row.group !== undefined) ? linesHeight(1, look.normal) + 2 : 0,
    ...space,
  };
  return { frame: gridFrame(request, look), request, look };
}

function draw(options: SampleGridOptions, pictures: readonly (readonly string[])[]): Drawing {
  const { name, title, rows, width = 'double' } = options;
  const { frame, request, look } = frameOf(options);
  const { plot, cell, at, across, bands, margin } = frame;
  const layout = baseLayout(frame, margin, look);
  Object.assign(layout, frame.heading);
  const annotations = gridWords(request, frame, look);
  const images: Record<string, unknown>[] = [];
  rows.forEach(({ notes }, row) =>
    pictures[row].forEach((source, column) => {
      const { x, y } = at(row, column);
      images.push({
        source,
        xref: 'paper',
        yref: 'paper',
        x: x / plot.width,
        y: 1 - y / plot.height,
        xanchor: 'left',
        yanchor: 'top',
        sizex: cell.width / plot.width,
        sizey: cell.height / plot.height,
        sizing: 'contain',
        layer: 'above',
      });
      if (notes?.[column]) annotations.push(noteBelow(notes[column], { row, column }, frame, look));
    }),
  );
  for (const { text, first, count } of groupsOf(rows)) {
    for (let band = 0; band < bands; band++) {
      const top = at(first, band * across).y;
      const bottom = at(first + count - 1, band * across).y + cell.height;
      const outside = { textangle: -90, xanchor: 'left', yanchor: 'middle', xshift: 2 - margin.left };
      const [fitted] = fitText(text, bottom - top, look.normal);
      const font = { size: look.normal.size };
      annotations.push(annotation(fitted, 0, 1 - (top + bottom) / 2 / plot.height, { ...outside, font }));
    }
  }
  const hidden = { visible: false, range: [0, 1], fixedrange: true };
  Object.assign(layout, { images, annotations, xaxis: hidden, yaxis: { ...hidden } });
  // Without a trace Plotly draws no axes to lay images on.
  const meta: DataNotes = { pictures: rows.flatMap((row) => pictureNotes(row, options)) };
  const data = [
    { type: 'scatter', mode: 'markers', uid: 's0', x: [null], y: [null], hoverinfo: 'skip', meta },
  ];
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** The words around a row's pictures. */
function pictureNotes(
  { title = '', group, images, notes }: SampleRow,
  { columnTitles, columnGroups }: SampleGridOptions,
): PictureNotes[] {
  return images.map(({ height, width }, i) => ({
    group,
    row: title,
    column: [columnGroups?.[i] ?? '', columnTitles?.[i] ?? ''].filter(Boolean).join(', '),
    note: notes?.[i],
    height,
    width,
  }));
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
