import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { iterationAxis } from '@ddr-lab/charts/axes';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import { stackedPanels } from '@ddr-lab/charts/stacked-panels';

/** A moment of a training, as `evolution` measures it. */
export interface EvolutionPoint {
  readonly iteration: number;
  /** PSNR in dB. */
  readonly psnr: number;
  readonly chi: { readonly mean: number; readonly standardDeviation: number };
}

/**
 * The paper's Fig. 8: CHI of the last block and PSNR as the training goes on, one line a network. Iterations stand by
 * their logarithm to base 2; the untrained network (iteration 0) one step before the first.
 */
export function trainingEvolution(
  networks: Readonly<Record<string, readonly EvolutionPoint[]>>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig8-evolution' } = options;
  const all = Object.entries(networks);
  const { place, ticks, title } = iterationAxis(
    all.flatMap(([, rows]) => rows.map(({ iteration }) => iteration)),
  );
  return stackedPanels({
    ...options,
    name,
    xTitle: title,
    ticks,
    markers: true,
    stylesOf: networkStyles,
    panels: [
      {
        title: 'CHI',
        logarithmic: true,
        lines: all.map(([network, rows]) => ({
          name: network,
          x: rows.map(({ iteration }) => place(iteration)),
          y: rows.map(({ chi }) => chi.mean),
          deviation: rows.map(({ chi }) => chi.standardDeviation),
        })),
      },
      {
        title: 'PSNR (dB)',
        lines: all.map(([network, rows]) => ({
          name: network,
          x: rows.map(({ iteration }) => place(iteration)),
          y: rows.map(({ psnr }) => psnr),
        })),
      },
    ],
  });
}
