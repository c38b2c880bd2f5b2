import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { spreadsWide } from '@ddr-lab/charts/series';
import { stackedPanels, type Panel } from '@ddr-lab/charts/stacked-panels';
import { iterationAxis } from '@ddr-lab/charts/axes';
import { networkStyles } from '@ddr-lab/charts/network-styles';

/** One line of a training's log: mean losses since the last line, and what was measured. */
export interface CurvePoint {
  readonly iteration: number;
  readonly losses: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * How a training went: its losses above, PSNR (with plain bicubic as a reference) or accuracy below, along the
 * iterations.
 */
export function trainingCurve(log: readonly CurvePoint[], options: FigureOptions = {}): Figure {
  const { name = 'training-curve' } = options;
  const losses = valuesByName(log, 'losses');
  const metrics = valuesByName(log, 'metrics');
  const only = (pattern: RegExp): Panel['lines'] =>
    metrics
      .filter((line) => pattern.test(line.name))
      .map((line) => ({ ...line, reference: isBicubic(line.name) }));
  const accuracy = only(/^accuracy/).map((line) => ({ ...line, y: line.y.map((share) => 100 * share) }));
  return stackedPanels({
    ...options,
    name,
    xTitle: 'iterations',
    panels: [
      // With several losses, which differ by orders of magnitude, the total alone says little.
      { title: losses.length > 1 ? 'losses' : 'loss', lines: unnamed(losses), logarithmic: wide(losses) },
      { title: 'PSNR (dB)', lines: unnamed(only(/^(psnr|bicubic)/i)) },
      { title: 'accuracy (%)', lines: unnamed(accuracy) },
    ],
  });
}

const isBicubic = (name: string): boolean => /^bicubic/.test(name);

interface Line {
  readonly name: string;
  readonly x: number[];
  readonly y: number[];
  readonly reference?: boolean;
}

/** Each value's course, by its name; lines of the log that lack it are left out. */
function valuesByName(log: readonly CurvePoint[], kind: 'losses' | 'metrics'): Line[] {
  const names = [...new Set(log.flatMap((point) => Object.keys(point[kind])))];
  return names.map((name) => {
    const points = log.filter((point) => Number.isFinite(point[kind][name]));
    return { name, x: points.map(({ iteration }) => iteration), y: points.map((point) => point[kind][name]) };
  });
}

/** A single course needs no name: its axis has it. */
function unnamed(lines: Panel['lines']): Panel['lines'] {
  const own = lines.filter((line) => !line.reference);
  return own.length === 1 ? lines.map((line) => (line.reference ? line : { ...line, name: '' })) : lines;
}

function wide(lines: readonly Line[]): boolean {
  return spreadsWide(lines.map(({ name, y }) => ({ name, values: y })));
}

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
          standsFor: rows.map(({ iteration }) => iteration),
          y: rows.map(({ chi }) => chi.mean),
          deviation: rows.map(({ chi }) => chi.standardDeviation),
        })),
      },
      {
        title: 'PSNR (dB)',
        lines: all.map(([network, rows]) => ({
          name: network,
          x: rows.map(({ iteration }) => place(iteration)),
          standsFor: rows.map(({ iteration }) => iteration),
          y: rows.map(({ psnr }) => psnr),
        })),
      },
    ],
  });
}
