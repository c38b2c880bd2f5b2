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

/** An axis of names, and what traces say of their places where the axis shows them otherwise. */
export interface CategoryTicks {
  readonly axis: object;
  readonly hover: object;
}

/**
 * An axis of names: as they are where they stand beside each other, else in two lines, else turned, without the middle of long
 * ones; only as many as the width holds. The whole names remain under the cursor.
 */
export function categoryTicks(names: readonly string[], { width, small }: ResolvedLook): CategoryTicks {
  const room = width - space.left - space.right;
  const slot = room / names.length - 6;
  const fits = (lines: readonly string[]): boolean => !lines.some((line) => line.includes('…'));
  const level = names.map((name) => fitText(name, slot, small, 2));
  const turned = names.map((name) => fitText(name, space.tick, small, 1));
  const lines = level.every(fits) ? level : turned;
  if (lines.every(([first, second], i) => second === undefined && first === names[i])) {
    return { axis: { type: 'category' }, hover: {} };
  }
  const most = level === lines ? names.length : Math.max(1, Math.floor(room / (small.size * 1.4)));
  const apart = Math.ceil(names.length / most);
  const kept = names.flatMap((_, i) => (i % apart === 0 ? [i] : []));
  return {
    axis: {
      type: 'category',
      tickmode: 'array',
      tickvals: kept.map((i) => plotText(names[i])),
      ticktext: kept.map((i) => plotLines(lines[i])),
    },
    hover: { hovertext: names.map(plotText), hoverinfo: 'text+y+name' },
  };
}
