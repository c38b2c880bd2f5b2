import type { DataNotes } from '@ddr-lab/charts/figure-data';
import { InputError } from '@ddr-lab/base/errors';
import { checkFigureName, type Figure, type FigureOptions, type Trace } from '@ddr-lab/charts/figure';
import { fitText, plotLines, plotText, textWidth } from '@ddr-lab/charts/text';
import { gridFrame } from '@ddr-lab/charts/grid-frame';
import { gridWords } from '@ddr-lab/charts/grid-words';
import { resolveLook } from '@ddr-lab/charts/look';
import { type Drawing, madeFigure } from '@ddr-lab/charts/made';
import { axis, baseLayout, ink } from '@ddr-lab/charts/theme';

/** One classifier's matrix: counts[true][named]. */
export type Confusion = readonly (readonly number[])[];

/** What `confusionFigure` takes. */
export interface ConfusionOptions extends FigureOptions {
  /** Names of the classes, in the order of the matrices. */
  readonly classes: readonly string[];
}

/** CSS pixels. */
const space = { widest: 270, cell: 24, gap: 14, tick: 110, title: 22 };

/**
 * Confusion matrices side by side (Sec. 5): a row a true class, a column the class named, each cell the share of
 * its row in per cent.
 *
 * @throws InputError when a matrix does not fit the classes or a class has no image.
 */
export function confusionFigure(
  confusions: Readonly<Record<string, Confusion>>,
  options: ConfusionOptions,
): Figure {
  const { name = 'tab1-confusion' } = options;
  checkFigureName(name);
  if (Object.keys(confusions).length === 0) throw new InputError(`The figure ${name} has no matrix.`);
  return madeFigure((again: ConfusionOptions) => draw(confusions, again), { ...options, name });
}

function draw(confusions: Readonly<Record<string, Confusion>>, options: ConfusionOptions): Drawing {
  const { name = 'tab1-confusion', title, classes, width = 'double' } = options;
  const look = resolveLook(options, 'double');
  const panels = Object.entries(confusions);
  const ticks = classes.map((text) => fitText(text, space.tick, look.small)[0]);
  const longest = Math.max(...ticks.map((text) => textWidth(text, look.small.size, look.small.family)));
  const request = {
    name,
    rows: [''],
    columns: panels.map(([panel]) => panel),
    notes: [],
    entries: [],
    axesNote: look.axesNote ?? '',
    cell: { aspect: 1 },
    widest: space.widest,
    least: space.cell * classes.length,
    gap: space.gap,
    ticksLeft: Math.ceil(longest) + 8 + space.title,
    // Labels at 30 degrees.
    ticksBelow: Math.ceil(longest / 2 + look.small.size * 1.2) + 6 + space.title,
  };
  const frame = gridFrame(request, look);
  const { plot, cell, at, across } = frame;
  const layout = baseLayout(frame, frame.margin, look);
  Object.assign(layout.margin as object, { autoexpand: false });
  const data: Trace[] = [];
  const shapes: object[] = [];
  panels.forEach(([panel, counts], index) => {
    const suffix = index === 0 ? '' : String(index + 1);
    const { x, y } = at(0, index);
    const first = index % across === 0;
    const trace: Trace & { x: number[]; y: number[]; text: string[]; hovertext: string[] } = {
      type: 'scatter',
      mode: 'text',
      uid: `p${index}`,
      x: [],
      y: [],
      text: [],
      hovertext: [],
      hoverinfo: 'text',
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
    };
    const inks: string[] = [];
    shares(panel, counts, classes).forEach((row, truth) =>
      row.forEach((share, named) => {
        trace.x.push(named);
        trace.y.push(truth);
        trace.text.push(`${Math.round(100 * share)}`);
        trace.hovertext.push(
          plotLines([
            `${classes[truth]}, named ${classes[named]}`,
            `${(100 * share).toFixed(1)} % (${counts[truth][named]})`,
          ]),
        );
        inks.push(share > 0.6 ? '#ffffff' : ink);
        shapes.push({
          type: 'rect',
          layer: 'below',
          xref: `x${suffix}`,
          yref: `y${suffix}`,
          x0: named - 0.5,
          x1: named + 0.5,
          y0: truth - 0.5,
          y1: truth + 0.5,
          line: { width: 0 },
          fillcolor: tint(share),
        });
      }),
    );
    const meta: DataNotes = {
      panel,
      x: trace.x.map((named) => classes[named]),
      y: trace.y.map((truth) => classes[truth]),
      value: trace.x.map((named, i) => counts[trace.y[i]][named]),
      titles: { x: 'named', y: 'true', value: 'count' },
    };
    data.push({ ...trace, meta, textfont: { color: inks, size: look.normal.size } });
    const places = { tickmode: 'array', tickvals: classes.map((_, i) => i), ticktext: ticks.map(plotText) };
    layout[`xaxis${suffix}`] = {
      ...axis('named', look),
      ...places,
      mirror: true,
      range: [-0.5, classes.length - 0.5],
      domain: [x / plot.width, (x + cell.width) / plot.width],
      anchor: `y${suffix}`,
      tickangle: -30,
      fixedrange: true,
    };
    layout[`yaxis${suffix}`] = {
      ...axis(first ? 'true' : undefined, look),
      ...places,
      mirror: true,
      range: [classes.length - 0.5, -0.5],
      domain: [1 - (y + cell.height) / plot.height, 1 - y / plot.height],
      anchor: `x${suffix}`,
      fixedrange: true,
      ...(first ? {} : { showticklabels: false, ticks: '' }),
    };
  });
  Object.assign(layout, frame.heading, { shapes, annotations: gridWords(request, frame, look) });
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}

/** Each row as shares of its sum. */
function shares(panel: string, counts: Confusion, classes: readonly string[]): number[][] {
  if (counts.length !== classes.length || counts.some((row) => row.length !== classes.length)) {
    throw new InputError(`The matrix of ${panel} must be ${classes.length} x ${classes.length}.`);
  }
  return counts.map((row, truth) => {
    const sum = row.reduce((total, count) => total + count, 0);
    if (sum === 0) throw new InputError(`The matrix of ${panel} has no image of ${classes[truth]}.`);
    return row.map((count) => count / sum);
  });
}

/** White at 0, nearly black at 1: no colour, as a colour would be a degradation's or a network's. */
function tint(share: number): string {
  const full = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16));
  return `rgb(${full.map((level) => Math.round(255 + share * (level - 255))).join(',')})`;
}
