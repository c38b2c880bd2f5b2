import { InputError } from '@ddr-lab/base/errors';
import { checkFigureName, type Figure, type FigureOptions, type Trace } from './figure';
import type { DataNotes } from './figure-data';
import { gridFrame } from './grid-frame';
import { gridWords } from './grid-words';
import { resolveLook } from './look';
import { type Drawing, madeFigure } from './made';
import { fitText, plotLines, plotText, textWidth } from './text';
import { axis, baseLayout, ink } from './theme';

/** One map: a number for each row and column. */
export interface HeatPanel {
  /** Written above it. */
  readonly title: string;
  /** `values[row][column]`, finite; NaN leaves a cell empty. */
  readonly values: readonly (readonly number[])[];
}

/** What `heatGrid` takes. Its width is `double` where nothing else is said. */
export interface HeatGridOptions extends FigureOptions {
  readonly name: string;
  readonly panels: readonly HeatPanel[];
  /** Names of the columns and the rows, of all maps. */
  readonly x: readonly string[];
  readonly y: readonly string[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** What the numbers are, in which unit. */
  readonly valueTitle: string;
  /** Digits behind the point in the cells; default 1. */
  readonly digits?: number;
}

/** CSS pixels. */
const space = { widest: 40, air: 3, gap: 14, tick: 70, title: 22 };

/**
 * Maps of numbers above and below 0 side by side, each number in its cell: teal above, brown below, white at 0, one scale for all maps. The sign stands before each
 * number, so that grey prints say the same.
 *
 * @throws InputError where there is no map, one does not fit the names of rows and columns, or holds what is not finite.
 */
export function heatGrid(options: HeatGridOptions): Figure {
  const { name, panels, x, y } = options;
  checkFigureName(name);
  if (panels.length === 0) throw new InputError(`The figure ${name} has no map.`);
  for (const { title, values } of panels) {
    if (values.length !== y.length || values.some((row) => row.length !== x.length)) {
      throw new InputError(`The figure ${name}: the map ${title} must be ${y.length} x ${x.length}.`);
    }
  }
  const all = panels.flatMap(({ values }) => values.flat());
  const bad = all.find((value) => Math.abs(value) === Infinity);
  if (bad !== undefined || all.every(Number.isNaN)) {
    throw new InputError(`The figure ${name} holds ${bad ?? 'no number'}, which no colour can show.`);
  }
  return madeFigure(draw, options);
}

function draw(options: HeatGridOptions): Drawing {
  const { name, title, panels, x: across, y: down, xTitle, yTitle, valueTitle, digits = 1 } = options;
  const { width = 'double' } = options;
  const look = resolveLook(options, 'double');
  const widthOf = (text: string): number => textWidth(text, look.small.size, look.small.family);
  const ticks = {
    x: across.map((text) => fitText(text, space.tick, look.small)[0]),
    y: down.map((text) => fitText(text, space.tick, look.small)[0]),
  };
  const longest = Math.max(...ticks.x.map(widthOf));
  const numbers = panels.flatMap(({ values }) => values.flat()).filter((value) => !Number.isNaN(value));
  const least = Math.ceil(Math.max(...numbers.map((value) => widthOf(signed(value, digits))))) + space.air;
  const isSlanted = longest > least - 2;
  const request = {
    name,
    rows: [''],
    columns: panels.map((panel) => panel.title),
    notes: [],
    entries: [],
    axesNote: look.axesNote ?? '',
    cell: { aspect: down.length / across.length },
    widest: Math.max(least, space.widest) * across.length,
    least: least * across.length,
    gap: space.gap,
    ticksLeft: Math.ceil(Math.max(...ticks.y.map(widthOf))) + 8 + space.title,
    ticksBelow: Math.ceil((isSlanted ? longest * 0.75 : 0) + look.small.size * 1.2) + 6 + space.title,
  };
  const frame = gridFrame(request, look);
  const { plot, cell, at, across: beside } = frame;
  const layout = baseLayout(frame, frame.margin, look);
  Object.assign(layout.margin as object, { autoexpand: false });
  const largest = Math.max(1e-9, ...numbers.map(Math.abs));
  const data: Trace[] = [];
  const shapes: object[] = [];
  panels.forEach(({ title: panel, values }, index) => {
    const suffix = index === 0 ? '' : String(index + 1);
    const { x, y } = at(0, index);
    const first = index % beside === 0;
    const cells = values.flatMap((row, r) =>
      row.flatMap((value, c) => (Number.isNaN(value) ? [] : [{ r, c, value }])),
    );
    for (const { r, c, value } of cells) {
      shapes.push({
        type: 'rect',
        layer: 'below',
        xref: `x${suffix}`,
        yref: `y${suffix}`,
        x0: c - 0.5,
        x1: c + 0.5,
        y0: r - 0.5,
        y1: r + 0.5,
        line: { width: 0 },
        fillcolor: tint(value / largest),
      });
    }
    const meta: DataNotes = {
      panel,
      x: cells.map(({ c }) => across[c]),
      y: cells.map(({ r }) => down[r]),
      value: cells.map(({ value }) => value),
      titles: { x: xTitle, y: yTitle, value: valueTitle },
    };
    data.push({
      type: 'scatter',
      mode: 'text',
      uid: `p${index}`,
      x: cells.map(({ c }) => c),
      y: cells.map(({ r }) => r),
      text: cells.map(({ value }) => signed(value, digits)),
      hovertext: cells.map(({ r, c, value }) =>
        plotLines([
          `${yTitle} ${down[r]}, ${xTitle} ${across[c]}`,
          `${signed(value, digits + 1)} ${valueTitle}`,
        ]),
      ),
      hoverinfo: 'text',
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      meta,
      textfont: {
        color: cells.map(({ value }) => (Math.abs(value) > 0.6 * largest ? '#ffffff' : ink)),
        size: look.small.size,
      },
    });
    layout[`xaxis${suffix}`] = {
      ...axis(fitText(xTitle, cell.width, look.normal).map(plotText)[0], look),
      tickmode: 'array',
      tickvals: across.map((_, i) => i),
      ticktext: ticks.x.map(plotText),
      mirror: true,
      range: [-0.5, across.length - 0.5],
      domain: [x / plot.width, (x + cell.width) / plot.width],
      anchor: `y${suffix}`,
      tickangle: isSlanted ? -45 : 0,
      fixedrange: true,
    };
    layout[`yaxis${suffix}`] = {
      ...axis(first ? fitText(yTitle, cell.height, look.normal).map(plotText)[0] : undefined, look),
      tickmode: 'array',
      tickvals: down.map((_, i) => i),
      ticktext: ticks.y.map(plotText),
      mirror: true,
      range: [down.length - 0.5, -0.5],
      domain: [1 - (y + cell.height) / plot.height, 1 - y / plot.height],
      anchor: `x${suffix}`,
      fixedrange: true,
      ...(first ? {} : { showticklabels: false, ticks: '' }),
    };
  });
  Object.assign(layout, frame.heading, { shapes, annotations: gridWords(request, frame, look) });
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** `+1.2`, `−0.3`, `0.0`. */
function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}

/** Ends of the scale: Brewer's BrBG (2003), which no degradation and no network has. */
const ends = { above: [1, 102, 94], below: [140, 81, 10] } as const;

/** White at 0, an end of the scale at 1 and -1. */
function tint(share: number): string {
  const end = share < 0 ? ends.below : ends.above;
  return `rgb(${end.map((level) => Math.round(255 + Math.abs(share) * (level - 255))).join(',')})`;
}
