import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { heatGrid } from '@ddr-lab/charts/heat-grid';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import { gains, mean, type RestorationRow } from '../../analysis/restored-versions';

/** Gain in PSNR over one network, of each system (rows) on each version of the images (columns). */
export function systemsFigure(
  rows: readonly RestorationRow[],
  {
    over,
    systems,
    versions,
  }: { readonly over: string; readonly systems: readonly string[]; readonly versions: readonly string[] },
  options: FigureOptions = {},
): Figure {
  const { name = 'c4-systems', ...look } = options;
  return heatGrid({
    ...look,
    name,
    x: [...versions],
    y: [...systems],
    xTitle: 'LR images',
    yTitle: '',
    valueTitle: `dB above ${over}`,
    panels: [
      {
        title: '',
        values: systems.map((system) =>
          versions.map((version) => mean(gains(rows, system, over, { versions: [version] }))),
        ),
      },
    ],
  });
}

/** A system on two axes. */
export interface SummaryPoint {
  readonly name: string;
  /** DDR gap of what it makes; undefined where it makes none. */
  readonly gap?: number;
  /** PSNR on the target domain over the network that was trained on clean images, in dB. */
  readonly gain: number;
}

/** All systems on two axes: how near what they make is to the target, and what that is worth there. Systems that make no LR images stand as lines. */
export function summaryFigure(points: readonly SummaryPoint[], options: FigureOptions = {}): Figure {
  const { name = 'c4-summary' } = options;
  const row = 'summary';
  const placed = points.filter((point): point is SummaryPoint & { gap: number } => point.gap !== undefined);
  const [least, most] = [
    Math.min(...placed.map(({ gap }) => gap)),
    Math.max(...placed.map(({ gap }) => gap)),
  ];
  return lineGrid({
    ...options,
    name,
    width: options.width ?? 'single',
    valueTitle: 'PSNR on the target over clean-trained / dB',
    xTitles: { [row]: 'DDR gap of what it makes, powers of ten' },
    panelHeight: 2.6,
    panels: [
      {
        row,
        column: '',
        lines: points.map(({ name: label, gap, gain }) =>
          gap === undefined
            ? { name: label, x: [Math.log10(least), Math.log10(most)], y: [gain, gain] }
            : { name: label, x: [Math.log10(gap)], y: [gain] },
        ),
      },
    ],
  });
}
