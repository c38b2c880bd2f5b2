import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { classStyles } from '@ddr-lab/charts/styles';
import { ink, type MarkerStyle } from '@ddr-lab/charts/theme';
import type { LayerAnalysis } from '../../analysis/analyse';
import type { Contrast } from '../../analysis/contrast';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { chiText, contrastGrid } from '../../charts/clusters';
import type { ContrastSweepRow } from './contrast-sweep';

/** What `classifierLayersFigure` takes. */
export interface ClassifierLayersOptions extends FigureOptions {
  /** Its row's title; default `ResNet18`. */
  readonly network?: string;
}

/** The paper's Fig. 4: a classifier's layers from left to right, a point an image, coloured by its class. */
export function classifierLayersFigure(
  layers: readonly LayerAnalysis[],
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: ClassifierLayersOptions = {},
): Figure {
  const { name = 'fig4-classifier-layers', network = 'ResNet18' } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    styles: classStyles(sets.degradations.length),
    panels: layers.map(({ layer, runs, chi }) => ({
      row: network,
      column: layer,
      points: runs[0].points,
      labels: sets.labels,
      note: `CHI by class ${chiText(chi.mean)}`,
    })),
  });
}

/**
 * The paper's Fig. 1 and 5: a column a network, a point a patch. The same map is drawn twice: coloured by class above, by
 * degradation below, each with CHI by these labels (mean over the runs).
 *
 * @param contrasts by the networks' names; of the same images under the same degradations
 */
export function contrastFigure(
  contrasts: Readonly<Record<string, Contrast>>,
  options: FigureOptions = {},
): Figure {
  const panels = (['class', 'degradation'] as const).flatMap((by) =>
    Object.entries(contrasts).map(([column, contrast]) => ({ row: `by ${by}`, column, contrast, by })),
  );
  return contrastGrid(panels, { name: 'fig5-contrast', ...options });
}

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
