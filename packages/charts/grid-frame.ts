import { InputError } from '@ddr-lab/base/errors';
import { fitText, narrowest, textWidth } from './text';
import { headingFor, type LegendPlan, legendWidth, linesHeight, planLegend } from './legend';
import type { ResolvedLook } from './look';

/** What stands in a grid of equal cells; all lengths in CSS pixels. */
export interface GridRequest {
  /** The figure's name, for messages. */
  readonly name: string;
  /** Words at the left of each row, turned; empty: none. */
  readonly rows: readonly string[];
  /** Words above each column; empty: none. */
  readonly columns: readonly string[];
  /** Which group each column is of; neighbours of one group get its name once, above their own. Left out: no groups. */
  readonly groups?: readonly string[];
  /** All the words that stand below cells. */
  readonly notes: readonly string[];
  /** The legend, below the grid (default) or above it. */
  readonly entries: readonly string[];
  readonly legend?: 'above' | 'below';
  readonly axesNote: string;
  /** Height of a cell: a share of its width, or a length of its own. */
  readonly cell: { readonly aspect: number } | { readonly height: number };
  /** The width that cells do not pass of their own accord, and that they need. */
  readonly widest: number;
  readonly least: number;
  readonly gap: number;
  /** Room at the left of all columns (a value axis), at the left edge (groups of rows), and below each cell (its ticks). */
  readonly ticksLeft?: number;
  readonly edge?: number;
  readonly ticksBelow?: number;
}

/** Where everything stands. The plot is the area between the margins; places in it are measured from its upper left corner. */
export interface GridFrame {
  readonly width: number;
  readonly height: number;
  readonly margin: { left: number; right: number; top: number; bottom: number };
  readonly plot: { readonly width: number; readonly height: number };
  readonly cell: { readonly width: number; readonly height: number };
  /** The upper left corner of a cell. */
  readonly at: (row: number, column: number) => { readonly x: number; readonly y: number };
  /** The width that words above and below a cell have. */
  readonly slot: number;
  /** How many columns stand side by side; the others follow below, in as many bands as it takes. */
  readonly across: number;
  readonly bands: number;
  /** Lines of the heads, notes and rows' titles. */
  readonly lines: { readonly head: number; readonly note: number; readonly row: number };
  /** The length that a row's title may have. */
  readonly rowRoom: number;
  /** What the heads of a band take. */
  readonly head: number;
  readonly legend: LegendPlan;
  /** From the plot's lower edge to that of the legend, and to that of the axes' note. */
  readonly legendBelow: number;
  readonly noteBelow: number;
  readonly heading: object;
}

const space = { margin: 3, word: 4, band: 8, smallest: 24 };

/**
 * Lays out a grid: as many columns side by side as their words can be read, the others below; cells as large as the width and the
 * page's height let them be; the figure no wider than its cells, its legend and its heading.
 *
 * @throws InputError where the rows do not fit the page's height.
 */
export function gridFrame(request: GridRequest, look: ResolvedLook): GridFrame {
  // Titles of rows take more lines where cells turn out low, and then take width.
  let frame = frameWith(request, look, 1);
  for (let lines = 2; lines <= 3 && rowsCut(request, look, frame); lines++) {
    frame = frameWith(request, look, lines);
  }
  return frame;
}

function rowsCut({ rows }: GridRequest, { normal }: ResolvedLook, { rowRoom, lines }: GridFrame): boolean {
  return rows.some((row) => fitText(row, rowRoom, normal, lines.row).join('').includes('…'));
}

function frameWith(request: GridRequest, look: ResolvedLook, rowLines: number): GridFrame {
  const { name, rows, columns, notes, gap, ticksLeft = 0, edge = 0, ticksBelow = 0, axesNote } = request;
  const { normal, small } = look;
  const titled = rows.some((row) => row !== '');
  const titles = edge + (titled ? linesHeight(rowLines, normal) + space.word : 0);
  const before = space.margin + titles + ticksLeft;
  const room = look.width - before - space.margin;
  const { across, bands } = shareOut(request, look, room);
  const given = Math.floor((room - (across - 1) * gap) / across);

  const headed = columns.some((column) => column !== '');
  const most = (texts: readonly string[], letters: typeof normal, width: number): number =>
    Math.max(
      0,
      ...texts.filter((text) => text !== '').map((text) => fitText(text, width, letters, 2).length),
    );
  // Cells no wider than they are of their own accord may leave less than `given` for words.
  const words = Math.max(wordsNeed(request, look), request.least);
  const grows = look.filled || look.height !== undefined;
  const slot = grows ? given : Math.min(given, Math.max(request.widest, words));
  const headLines = headed ? most(columns, normal, slot) : 0;
  const noteLines = most(notes, small, slot);
  const grouped = request.groups?.some((group) => group !== '') ? linesHeight(1, normal) + space.word / 2 : 0;
  const head = (headed ? linesHeight(headLines, normal) + space.word : 0) + grouped;
  const below = ticksBelow + (noteLines > 0 ? linesHeight(noteLines, small) + space.word : 0);

  const legendAbove = request.legend === 'above';
  const legendRoom = legendWidthFor(request, look, { room, panels: slot * across + (across - 1) * gap });
  const legend = planLegend(request.entries, legendRoom, normal);
  const heading = headingFor(look, look.width);
  const noteWidth = axesNote === '' ? 0 : textWidth(axesNote, small.size, small.family) + 12;
  const noteOwnLine =
    axesNote !== '' && (legendAbove || legend.last + noteWidth > legendRoom || legend.rows === 0);
  const under =
    (legendAbove ? 0 : legend.height) + (noteOwnLine ? linesHeight(1, small) + space.word : 0) + space.margin;
  const over = heading.height + (legendAbove ? legend.height : 0) + (headed ? 0 : space.margin);

  // The height: as cells want it, at most what the page or the caller leaves.
  const fixed =
    over +
    under +
    bands * head +
    (bands - 1) * space.band +
    bands * rows.length * below +
    bands * (rows.length - 1) * gap;
  const tallest = ((look.height ?? look.limit) - fixed) / (bands * rows.length);
  if (tallest < space.smallest) {
    throw new InputError(
      `The figure ${name} has ${bands * rows.length} rows of panels, too many for a height of ${((look.height ?? look.limit) / 96).toFixed(2)} in: draw fewer, give "height", or page: "screen".`,
    );
  }
  const wide = grows ? slot : Math.min(slot, request.widest);
  const cell =
    'aspect' in request.cell
      ? sized(Math.min(wide, tallest / request.cell.aspect), request.cell.aspect)
      : {
          width: wide,
          height: Math.floor(look.height === undefined ? Math.min(request.cell.height, tallest) : tallest),
        };
  const pitch = {
    x: (look.filled ? slot : Math.max(cell.width, Math.min(slot, words))) + gap,
    y: cell.height + below + gap,
  };
  const panels = across * pitch.x - gap;
  const bandHeight = rows.length * pitch.y - gap;
  const plot = {
    width: look.filled ? room : Math.max(panels, legendRoom),
    height: bands * bandHeight + (bands - 1) * (head + space.band),
  };
  const content = over + head + plot.height + under;
  const height = look.height ?? Math.min(look.limit, wholePoints(content));
  const spare = Math.max(0, height - content);
  const top = over + head + Math.floor(spare / 2);
  const offset = Math.floor((plot.width - panels) / 2);
  const inset = (pitch.x - gap - cell.width) / 2;
  const width = look.filled
    ? look.width
    : Math.min(look.width, wholePoints(before + plot.width + space.margin));
  return {
    width,
    height,
    margin: { left: before, right: width - before - plot.width, top, bottom: height - top - plot.height },
    plot,
    cell,
    at: (row, column) => ({
      x: offset + (column % across) * pitch.x + inset,
      y: Math.floor(column / across) * (bandHeight + head + space.band) + row * pitch.y,
    }),
    slot: pitch.x - gap,
    across,
    bands,
    lines: { head: headLines, note: noteLines, row: rowLines },
    rowRoom: cell.height + below + (rows.length > 1 ? gap : 0) - 2,
    head,
    legend,
    legendBelow: legend.height,
    // In the legend's last row, or below it.
    noteBelow: noteOwnLine ? under - space.margin : legend.height - 7,
    heading: headingFor(look, width).layout,
  };
}

function sized(width: number, aspect: number): { width: number; height: number } {
  const whole = Math.floor(width);
  return { width: whole, height: Math.round(whole * aspect) };
}

/** The next length of whole points, in pixels: pages of PDFs have no others. */
const wholePoints = (pixels: number): number => 4 * Math.ceil(pixels / 4);

/** How many columns side by side, and how many bands of them. */
function shareOut(request: GridRequest, look: ResolvedLook, room: number): { across: number; bands: number } {
  const count = request.columns.length;
  const need = Math.max(request.least, wordsNeed(request, look));
  const fit = Math.max(1, Math.floor((room + request.gap) / (need + request.gap)));
  const most = Math.min(count, Number.isFinite(look.columns) ? look.columns : fit);
  if (most >= count) return { across: count, bands: 1 };
  // Groups are not torn where one has room.
  const group = request.groups
    ? Math.max(1, ...groupsOfColumns(request.groups, count).map((one) => one.count))
    : 1;
  const unit = group <= most ? group : 1;
  const units = Math.ceil(count / unit);
  const bands = Math.ceil(units / Math.floor(most / unit));
  return { across: Math.min(count, unit * Math.ceil(units / bands)), bands };
}

/** Each run of columns of one group within a band. */
export function groupsOfColumns(
  groups: readonly string[],
  across: number,
): { text: string; first: number; count: number }[] {
  const runs: { text: string; first: number; count: number }[] = [];
  groups.forEach((text, column) => {
    const last = runs[runs.length - 1];
    if (last?.text === text && column % across !== 0) last.count++;
    else runs.push({ text, first: column, count: 1 });
  });
  return runs;
}

/** The width that the words above and below cells need in two lines. */
function wordsNeed({ columns, notes }: GridRequest, { normal, small }: ResolvedLook): number {
  const widths = [
    ...columns.map((text) => narrowest(text, normal, 2)),
    ...notes.map((text) => narrowest(text, small, 2)),
  ];
  // Longer ones are cut: a single long name must not take the place of all the others.
  return Math.ceil(Math.min(9 * normal.size, Math.max(0, ...widths)));
}

/**
 * The width of the words that stand below and above the whole grid: that of its panels, or more where the heading and the note
 * need it for one line, or the legend for two.
 */
function legendWidthFor(
  { entries, axesNote }: GridRequest,
  { normal, small, heading, title }: ResolvedLook,
  { room, panels }: { room: number; panels: number },
): number {
  const note = axesNote === '' ? 0 : textWidth(axesNote, small.size, small.family);
  const head = heading.trim() === '' ? 0 : textWidth(heading, title.size, title.family) + 10;
  const legend = planLegend(entries, panels, normal).rows > 2 ? legendWidth(entries, normal) : 0;
  return Math.max(panels, Math.min(room, Math.ceil(Math.max(note, head, legend))));
}
