import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { gammaFunction as gamma } from '@ddr-lab/quality/gamma-function';
import type { Density } from '../../metrics/feature-density';
import type { PatchCount } from '../../metrics/srga';
import type { IndexRow } from './generalisation-index';

/** A fitted density at x. */
function densityAt({ sigma, shape }: Density, x: number): number {
  const scale = sigma * Math.sqrt(gamma(1 / shape) / gamma(3 / shape));
  return (shape / (2 * scale * gamma(1 / shape))) * Math.exp(-((Math.abs(x) / scale) ** shape));
}

/** The fitted densities of one network's sets, on the positive side (they are symmetric). */
export function densitiesFigure(rows: readonly IndexRow[], options: FigureOptions = {}): Figure {
  const reach = 4 * Math.max(...rows.map(({ density }) => density.sigma));
  const x = Array.from({ length: 25 }, (_, i) => Number(((reach * (i + 1)) / 25).toPrecision(3)));
  return lines({
    name: 'b3-densities',
    ...options,
    x,
    categoryTitle: 'score along a principal component',
    valueTitle: 'density',
    logarithmic: true,
    series: rows.map(({ set, density }) => ({ name: set, values: x.map((at) => densityAt(density, at)) })),
  });
}

/** SRGA by set, a line a network. */
export function indexFigure(rows: readonly IndexRow[], options: FigureOptions = {}): Figure {
  const sets = [...new Set(rows.filter(({ index }) => index).map(({ set }) => set))];
  return lines({
    name: 'b3-index',
    ...options,
    x: sets,
    valueTitle: 'SRGA (against clean)',
    series: [...new Set(rows.map(({ network }) => network))].map((network) => ({
      name: network,
      values: sets.map((set) => rows.find((row) => row.network === network && row.set === set)!.index!.srga),
    })),
  });
}

/** SRGA by the number of patches. */
export function patchesFigure(
  curves: Readonly<Record<string, readonly PatchCount[]>>,
  options: FigureOptions = {},
): Figure {
  const [first] = Object.values(curves);
  return lines({
    name: 'b3-patches',
    ...options,
    x: first.map(({ patches }) => patches),
    categoryTitle: 'patches',
    valueTitle: 'SRGA',
    series: Object.entries(curves).map(([name, curve]) => ({
      name,
      values: curve.map(({ mean, deviation }) => ({ mean, standardDeviation: deviation })),
    })),
  });
}
