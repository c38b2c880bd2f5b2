import { chartFrame } from './chart-frame';
import { errorNote } from './error-bars';
import type { Layout } from './figure';
import { fitText } from './fit-text';
import { type ResolvedLook, resolveLook } from './look';
import { pixelsPerInch } from './page';
import { measured, type SeriesOptions } from './series';
import { plotLines, plotText } from './text';
import { axis, baseLayout } from './theme';
import { valueAxis } from './value-axis';

/** Height without a wish, inches. */
const usualHeight = 2.3;

/** CSS pixels; ticks that are longer than a hundred lose their middle. */
const space = { left: 44, right: 8, ticks: 22, tick: 100, legend: 30, below: 44 };

/** The layout that bars and lines share, and what their traces need of it. */
export interface SeriesFrame {
  readonly layout: Layout;
  readonly look: ResolvedLook;
  /** The legend's entries as they fit, list by list. */
  readonly names: readonly (readonly string[])[];
}

/**
 * The layout that bars and lines share: named axes, a faint grid across, the legend above. `fromZero`: a
 * linear value axis starts at 0, as bars must.
 */
export function seriesFrame(
  options: SeriesOptions & {
    logarithmic: boolean;
    fromZero: boolean;
    legendRows?: readonly (readonly string[])[];
  },
): SeriesFrame {
  const { series, valueTitle, categoryTitle, logarithmic, fromZero } = options;
  const all = series.flatMap(({ values }) => values);
  const look = resolveLook({ ...options, ...errorNote(options.axesNote, all, logarithmic) }, 'single');
  const entries = options.legendRows ?? [series.map(({ name }) => name)];
  const { left, right, ticks: bottom } = space;
  const frame = chartFrame({ entries, left, right, bottom, title: categoryTitle }, look);
  const { margin } = frame;
  // What words above and below take beyond the usual is not taken from the chart.
  const spare = Math.max(0, margin.top - space.legend) + Math.max(0, margin.bottom - space.below);
  const height = look.height ?? Math.round(usualHeight * pixelsPerInch) + spare;
  const layout = baseLayout({ width: look.width, height }, margin, look);
  layout.xaxis = axis(frame.title, look);
  const values = all.map((value) => measured(value).mean);
  const length = height - margin.top - margin.bottom;
  layout.yaxis = {
    ...valueAxis({ title: valueTitle, values, logarithmic, length }, look),
    ...(fromZero && !logarithmic ? { rangemode: 'tozero' } : {}),
  };
  Object.assign(layout, frame.layout(height));
  return { layout, look, names: frame.legends.map(({ names }) => names) };
}

/**
 * An axis of names: all of them where they stand beside each other, else as many as the width holds; long ones without their
 * middle.
 */
export function categoryTicks(names: readonly string[], { width, small }: ResolvedLook): object {
  const shown = names.map((name) => fitText(name, space.tick, small)[0]);
  if (shown.every((text, i) => text === names[i])) return { type: 'category' };
  const most = Math.max(1, Math.floor((width - space.left - space.right) / (small.size * 1.4)));
  const apart = Math.ceil(names.length / most);
  const kept = names.flatMap((_, i) => (i % apart === 0 ? [i] : []));
  return {
    type: 'category',
    tickmode: 'array',
    tickvals: kept.map((i) => plotText(names[i])),
    ticktext: kept.map((i) => plotLines([shown[i]])),
  };
}
