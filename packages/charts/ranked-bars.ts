import { InputError } from '@ddr-lab/base/errors';
import { chartFrame } from './chart-frame';
import { checkFigureName, type Figure, type FigureOptions } from './figure';
import type { DataNotes } from './figure-data';
import { fitText, plotLines, plotText, textWidth } from './text';
import { resolveLook } from './look';
import { type Drawing, madeFigure } from './made';
import { type Measured, measured } from './series';
import { axis, baseLayout, ink, type MarkerStyle, markerStyles, recoloured } from './theme';

/** What `rankedBars` takes. Its width is `single` where nothing else is said. */
export interface RankedBarsOptions extends FigureOptions {
  name: string;
  /** What each bar stands for, and its value; 0 and above. */
  values: Readonly<Record<string, number | Measured>>;
  /** The value axis: what and in which unit. */
  valueTitle: string;
  /** How each bar looks, by the names in the order of `values`; default `markerStyles`. */
  stylesOf?: (names: readonly string[]) => readonly MarkerStyle[];
}

/** CSS pixels: a bar with its gap, the axis's ticks, and the most that names take as a share of the width. */
const space = { bar: 24, ticks: 22, right: 10, names: 0.45 };

/**
 * Bars that lie, from the largest value at the top to the smallest, each with its name at the left and an error bar (plus and minus
 * one standard deviation): for a few things that are compared by one number.
 *
 * @throws InputError where there is no value, or one that is no number of 0 or above.
 */
export function rankedBars(options: RankedBarsOptions): Figure {
  const { name, values } = options;
  checkFigureName(name);
  const all = Object.entries(values);
  if (all.length === 0) throw new InputError(`The figure ${name} has nothing to draw.`);
  for (const [label, value] of all) {
    const { mean } = measured(value);
    if (Number.isFinite(mean) && mean >= 0) continue;
    throw new InputError(`The figure ${name}: the value of ${label} is ${mean}, not a number of 0 or above.`);
  }
  return madeFigure(draw, options);
}

function draw(options: RankedBarsOptions): Drawing {
  const { name, title, values, valueTitle, width = 'single', stylesOf = markerStyles } = options;
  const look = resolveLook(options, 'single');
  const labels = Object.keys(values);
  const styles = recoloured(labels, stylesOf(labels), look.colours);
  const ranked = labels
    .map((label, i) => ({ label, ...measured(values[label]), colour: styles[i].colour }))
    .sort((a, b) => b.mean - a.mean);
  const room = space.names * look.width;
  const words = ranked.map(({ label }) => fitText(label, room, look.small)[0]);
  const left =
    Math.ceil(Math.max(...words.map((text) => textWidth(text, look.small.size, look.small.family)))) + 10;
  const request = { entries: [], left, right: space.right, bottom: space.ticks, title: valueTitle };
  const frame = chartFrame(request, look);
  const { margin } = frame;
  const height = look.height ?? margin.top + margin.bottom + space.bar * ranked.length;
  const layout = baseLayout({ width: look.width, height }, margin, look);
  const places = ranked.map((_, i) => i);
  layout.xaxis = {
    ...axis(frame.title, look),
    showgrid: true,
    gridcolor: '#e6e6e6',
    gridwidth: 0.5,
    rangemode: 'tozero',
    nticks: 6,
  };
  layout.yaxis = {
    ...axis(undefined, look),
    type: 'linear',
    range: [ranked.length - 0.5, -0.5],
    tickmode: 'array',
    tickvals: places,
    ticktext: words.map((text) => plotLines([text])),
    fixedrange: true,
  };
  Object.assign(layout, frame.layout(height), { bargap: 0.35, showlegend: false });
  const deviations = ranked.map(({ standardDeviation }) => standardDeviation ?? null);
  const data = [
    {
      type: 'bar',
      uid: 's0',
      orientation: 'h',
      x: ranked.map(({ mean }) => mean),
      y: places,
      hovertext: ranked.map(({ label }) => plotText(label)),
      hoverinfo: 'x+text',
      meta: { y: ranked.map(({ label }) => label), titles: { x: valueTitle, y: 'name' } } satisfies DataNotes,
      marker: { color: ranked.map(({ colour }) => colour) },
      ...(deviations.every((deviation) => deviation === null)
        ? {}
        : { error_x: { type: 'data', array: deviations, color: ink, thickness: 0.9, width: 2.5 } }),
    },
  ];
  return { name, ...(title === undefined ? {} : { title }), data, layout, width };
}
