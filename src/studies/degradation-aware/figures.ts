import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { heatGrid } from '@ddr-lab/charts/heat-grid';
import { lines } from '@ddr-lab/charts/lines';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import { levelName } from '../../analysis/low-resolution-versions';
import { mean, meanPsnr, type RestorationRow } from '../../analysis/restored-versions';
import type { ToldMatrix } from './told';
import type { VaryingRow } from './varying';

/** What `gainsFigure` takes. */
export interface GainsFigureOptions extends FigureOptions {
  /** The network that others are compared with. */
  readonly over: string;
  /** Those that are shown, in order. */
  readonly networks: readonly string[];
  /** What the rows were measured at: `levelGrid(blurs, noises)`. */
  readonly blurs: readonly number[];
  readonly noises: readonly number[];
  /** Digits behind the point; default 1. */
  readonly digits?: number;
}

/** Gain in PSNR over one network by blur and noise, a map a network. */
export function gainsFigure(rows: readonly RestorationRow[], options: GainsFigureOptions): Figure {
  const { over, networks, blurs, noises, name = 'c2-gains', ...look } = options;
  return heatGrid({
    ...look,
    name,
    x: blurs.map(String),
    y: noises.map(String),
    xTitle: 'blur / HR pixels',
    yTitle: 'noise / levels',
    valueTitle: `dB above ${over}`,
    panels: networks.map((network) => ({
      title: network,
      values: noises.map((noise) =>
        blurs.map((blur) => {
          const version = levelName({ blur, noise });
          return meanPsnr(rows, network, version) - meanPsnr(rows, over, version);
        }),
      ),
    })),
  });
}

/** What another degradation than the true one, told on purpose, does to PSNR: a map a network. */
export function toldFigure(
  matrices: Readonly<Record<string, ToldMatrix>>,
  options: FigureOptions = {},
): Figure {
  const { name = 'c2-told', ...look } = options;
  const [first] = Object.values(matrices);
  return heatGrid({
    ...look,
    name,
    x: first.versions,
    y: first.versions,
    xTitle: 'true degradation',
    yTitle: 'told degradation',
    valueTitle: 'dB above the true one told',
    panels: Object.entries(matrices).map(([title, { psnr }]) => ({
      title,
      values: psnr.map((line) => line.map((values, truth) => mean(values) - mean(psnr[truth][truth]))),
    })),
  });
}

/** What `varyingFigure` takes. */
export interface VaryingFigureOptions extends FigureOptions {
  /** The network that others are compared with. */
  readonly over: string;
  /** Mean blur of each band, in HR pixels. */
  readonly blurs: readonly number[];
}

/** Gain in PSNR over one network by column band, where the blur grows from left to right. */
export function varyingFigure(rows: readonly VaryingRow[], options: VaryingFigureOptions): Figure {
  const { over, blurs, name = 'c2-varying', ...look } = options;
  const base = rows.find(({ network }) => network === over)!.psnr.map(mean);
  const shown = rows.filter(({ network }) => network !== over);
  return lines({
    ...look,
    name,
    x: blurs.map((blur) => blur.toFixed(1)),
    categoryTitle: 'mean blur of the band / HR pixels',
    valueTitle: `PSNR above ${over} / dB`,
    logarithmic: false,
    styles: networkStyles(shown.map(({ network }) => network)),
    series: shown.map(({ network, psnr }) => ({
      name: network,
      values: psnr.map((values, band) => mean(values) - base[band]),
    })),
  });
}
