import { InputError } from '../../errors';
import { annotation } from '../annotation';
import { checkFigureName, type Figure, type FigureWidth, type Trace, widthInPixels } from '../figure';
import { plotLines, plotText } from '../text';
import { axis, baseLayout, colours, fontSize, ink } from '../theme';

/** One classifier's matrix: counts[true][named]. */
export type Confusion = readonly (readonly number[])[];

/** What `confusionFigure` takes. */
export interface ConfusionOptions {
  readonly name?: string;
  readonly title?: string;
  /** Names of the classes, in the order of the matrices. */
  readonly classes: readonly string[];
  readonly width?: FigureWidth;
}

/** CSS pixels. */
const space = { left: 106, right: 4, top: 22, bottom: 70, gap: 14 };

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
  const { name = 'tab1-confusion', title, classes, width = 'double' } = options;
  checkFigureName(name);
  const panels = Object.entries(confusions);
  if (panels.length === 0) throw new InputError(`The figure ${name} has no matrix.`);
  const total = widthInPixels(width) - space.left - space.right;
  const side = Math.min(270, Math.floor((total - (panels.length - 1) * space.gap) / panels.length));
  const plot = panels.length * side + (panels.length - 1) * space.gap;
  const layout = baseLayout(width, side + space.top + space.bottom, {
    ...space,
    right: widthInPixels(width) - space.left - plot,
  });
  const data: Trace[] = [];
  const shapes: object[] = [];
  const annotations: object[] = [];
  panels.forEach(([panel, counts], index) => {
    const suffix = index === 0 ? '' : String(index + 1);
    const from = (index * (side + space.gap)) / plot;
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
    data.push({ ...trace, textfont: { color: inks, size: fontSize.normal } });
    const places = { tickmode: 'array', tickvals: classes.map((_, i) => i), ticktext: classes.map(plotText) };
    layout[`xaxis${suffix}`] = {
      ...axis('named'),
      ...places,
      mirror: true,
      range: [-0.5, classes.length - 0.5],
      domain: [from, from + side / plot],
      anchor: `y${suffix}`,
      tickangle: -30,
      fixedrange: true,
    };
    layout[`yaxis${suffix}`] = {
      ...axis(index === 0 ? 'true' : undefined),
      ...places,
      mirror: true,
      range: [classes.length - 0.5, -0.5],
      anchor: `x${suffix}`,
      fixedrange: true,
      ...(index === 0 ? {} : { showticklabels: false, ticks: '' }),
    };
    annotations.push(annotation(panel, from + side / plot / 2, 1, { yanchor: 'bottom', yshift: 4 }));
  });
  Object.assign(layout, { shapes, annotations });
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

/** White at 0, the first colour of all figures at 1. */
function tint(share: number): string {
  const full = [1, 3, 5].map((at) => parseInt(colours.blue.slice(at, at + 2), 16));
  return `rgb(${full.map((level) => Math.round(255 + share * (level - 255))).join(',')})`;
}
