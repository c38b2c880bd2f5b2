import type { ContrastSweepRow } from '../../analysis/contrast-sweep';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import { ink, type MarkerStyle } from '@ddr-lab/charts/theme';

/** What `contrastSweepFigure` takes. */
export interface ContrastSweepFigureOptions extends FigureOptions {
  /** What a row's x axis is, by the degradation's word. */
  readonly xTitles?: Readonly<Record<string, string>>;
}

/** What a score asks for is neither a degradation nor a network, and has neither's colours. */
const looks: readonly MarkerStyle[] = [
  { colour: '#888888', symbol: 'square', dash: 'solid' },
  { colour: ink, symbol: 'circle', dash: 'solid' },
];

/** Where a logarithmic axis ends below: CHI of a tenth says as much as CHI of nothing. */
const floor = 0.1;

/**
 * CHI by class and by degradation along a degradation's strength: one column a network, one row a kind of degradation.
 * Values below 0.1 are drawn at 0.1. `chance` is what labels that have nothing to do with the points give on average.
 */
export function contrastSweepFigure(
  sweeps: Readonly<Record<string, readonly ContrastSweepRow[]>>,
  options: ContrastSweepFigureOptions = {},
): Figure {
  const { name = 'fig5-sweep' } = options;
  const { xTitles = { blur: 'blur: sigma (LR pixels)', noise: 'noise: sigma (of 255)' } } = options;
  return lineGrid({
    ...options,
    name,
    valueTitle: 'CHI',
    logarithmic: true,
    stylesOf: () => looks,
    xTitles,
    panels: kindsOf(sweeps).flatMap((kind) =>
      Object.entries(sweeps).map(([network, all]) => {
        const rows = all.filter((row) => row.kind === kind);
        const x = rows.map(({ strength }) => strength);
        const values = (score: 'byClass' | 'byDegradation'): number[] =>
          rows.map((row) => Math.max(floor, row[score].mean));
        return {
          row: kind,
          column: network,
          lines: [
            { name: 'by class', x, y: values('byClass') },
            { name: 'by degradation', x, y: values('byDegradation') },
            { name: 'chance', x: [0, Math.max(...x)], y: [1, 1], reference: true },
          ],
        };
      }),
    ),
  });
}

const kindsOf = (sweeps: Readonly<Record<string, readonly ContrastSweepRow[]>>): string[] => [
  ...new Set(
    Object.values(sweeps)
      .flat()
      .map(({ kind }) => kind),
  ),
];
