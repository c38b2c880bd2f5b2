import type { Figure } from '../figure';
import type { FigureOptions } from '../figure-options';
import { networkStyles } from '../network-styles';
import { stackedPanels } from '../stacked-panels';

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
  const iterations = [...new Set(all.flatMap(([, rows]) => rows.map(({ iteration }) => iteration)))];
  const place = placeOn(iterations);
  const sorted = iterations.sort((a, b) => a - b);
  return stackedPanels({
    ...options,
    name,
    xTitle: 'iterations (k = 1,024)',
    ticks: { at: sorted.map(place), text: sorted.map(tickText) },
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

/** log2 of an iteration, and for 0 one less than that of the first after it. */
function placeOn(iterations: readonly number[]): (iteration: number) => number {
  const first = Math.min(...iterations.filter((iteration) => iteration > 0));
  return (iteration) => (iteration > 0 ? Math.log2(iteration) : Math.log2(first) - 1);
}

/** `512`, and from 1,024 on in units of it: `4k`. */
function tickText(iteration: number): string {
  return iteration >= 1024 && iteration % 1024 === 0 ? `${iteration / 1024}k` : String(iteration);
}
