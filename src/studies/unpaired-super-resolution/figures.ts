import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { heatGrid } from '@ddr-lab/charts/heat-grid';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import { gains, mean, type RestorationRow } from '../../analysis/restored-versions';

/** Gain in PSNR over one network, of each system (columns) on each version of the images (rows). */
export function systemsFigure(
  rows: readonly RestorationRow[],
  {
    over,
    systems,
    versions,
  }: { readonly over: string; readonly systems: readonly string[]; readonly versions: readonly string[] },
  options: FigureOptions = {},
): Figure {
  const { name = 'c4-systems', width = 'double', ...look } = options;
  return heatGrid({
    ...look,
    name,
    width,
    x: [...systems],
    y: [...versions],
    xTitle: '',
    yTitle: 'LR images',
    valueTitle: `dB above ${over}`,
    panels: [
      {
        title: '',
        values: versions.map((version) =>
          systems.map((system) => mean(gains(rows, system, over, { versions: [version] }))),
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

/** Ticks of gaps, and where systems stand that make no LR images, in powers of ten. */
const GAPS = [0.05, 0.1, 0.2, 0.5, 1];
const NONE = 0.3;

/** All systems on two axes: how near what they make is to the target, and what that is worth there. Systems that make no LR images stand at the right. */
export function summaryFigure(points: readonly SummaryPoint[], options: FigureOptions = {}): Figure {
  const { name = 'c4-summary', width = 'double' } = options;
  const row = 'DDR gap of what it makes';
  return lineGrid({
    ...options,
    name,
    width,
    valueTitle: 'PSNR on the target over clean-trained / dB',
    xTitles: { [row]: 'DDR gap of the LR images that it makes' },
    xTicks: { [row]: { at: [...GAPS.map(Math.log10), NONE], text: [...GAPS.map(String), 'makes none'] } },
    panelHeight: 2.4,
    panels: [
      {
        row,
        column: '',
        lines: points.map(({ name: label, gap, gain }) => ({
          name: label,
          x: [gap === undefined ? NONE : Math.log10(gap)],
          y: [gain],
        })),
      },
    ],
  });
}
