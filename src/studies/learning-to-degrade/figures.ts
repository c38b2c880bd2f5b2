import { bars } from '@ddr-lab/charts/bars';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import { networkStyles } from '@ddr-lab/charts/network-styles';
import { createImage, type Image } from '@ddr-lab/images/image';
import { meanSpectrum, radialSpectrum } from '@ddr-lab/images/spectrum';
import { domainDistanceMap } from '../../analysis/domain-distance';
import { sampleGrid } from '../../charts/sample-grid';
import type { Network } from '../../networks/network';
import type { DegradedDomains } from './domains';
import { BICUBIC, type DegradationRow, SECOND } from './rows';

/** Power over that of the target, by frequency: 1 is the target's. A panel a target domain. */
export function spectraFigure(
  panels: Readonly<Record<string, DegradedDomains>>,
  options: FigureOptions = {},
): Figure {
  const { name = 'c3-spectra' } = options;
  const powerOf = (images: readonly Image[]): Float64Array => meanSpectrum(images.map(radialSpectrum)).power;
  const row = 'power over the target';
  return lineGrid({
    ...options,
    name,
    valueTitle: 'power over the target’s, powers of ten',
    xTitles: { [row]: 'frequency, cycles per LR pixel' },
    panels: Object.entries(panels).map(([column, { source, target, second, made }]) => {
      const aim = powerOf(target);
      const { frequency } = radialSpectrum(target[0]);
      const line = (label: string, images: readonly Image[]) => {
        const power = powerOf(images);
        return {
          name: label,
          x: [...frequency],
          y: Array.from(power, (value, bin) => Math.log10(value / aim[bin])),
          ...(label === BICUBIC && { reference: true }),
        };
      };
      return {
        row,
        column,
        lines: [
          line(BICUBIC, source),
          ...Object.entries(made).map(([label, images]) => line(label, images)),
          line(SECOND, second),
        ],
      };
    }),
  });
}

/** Widths of blurs, sorted: which share of the patches has at most that. A level line is one kernel. */
export function widthsFigure(
  panels: Readonly<Record<string, readonly DegradationRow[]>>,
  options: FigureOptions = {},
): Figure {
  const { name = 'c3-widths' } = options;
  const row = 'widths';
  return lineGrid({
    ...options,
    name,
    valueTitle: 'width of the blur / HR pixels',
    xTitles: { [row]: 'share of the patches with less' },
    panels: Object.entries(panels).map(([column, rows]) => ({
      row,
      column,
      lines: rows
        .filter((one) => one.name !== BICUBIC)
        .map((one) => {
          const sorted = [...one.widths].sort((a, b) => a - b);
          return {
            name: one.name,
            x: sorted.map((_, i) => (i + 0.5) / sorted.length),
            y: sorted,
            ...(one.name === SECOND && { reference: true }),
          };
        }),
    })),
  });
}

/** DDR gaps of each way to make LR images: of all, of its blur alone, of its noise alone. */
export function gapsFigure(rows: readonly DegradationRow[], options: FigureOptions = {}): Figure {
  const { name = 'c3-gaps', width = 'double', ...look } = options;
  const kinds = ['whole', 'blur alone', 'noise alone'];
  return bars({
    ...look,
    name,
    width,
    categories: rows.map((row) => row.name),
    valueTitle: 'DDR gap (bicubic: 1)',
    logarithmic: true,
    styles: networkStyles(kinds),
    series: [
      { name: kinds[0], values: rows.map(({ gap }) => gap) },
      { name: kinds[1], values: rows.map(({ blurGap }) => blurGap) },
      { name: kinds[2], values: rows.map(({ noiseGap }) => noiseGap) },
    ],
  });
}

/** A map's number as a grey: 0.25 is black, 0.75 white. */
const shade = (value: number): number => Math.min(1, Math.max(0, 2 * (value - 0.25)));

/** Patches of the target, of what was made and of bicubic (groups of columns), each above its map of domain distance: black is 0.25, white 0.75. */
export async function distanceFigure(
  judge: Network,
  sides: Readonly<Record<string, readonly Image[]>>,
  shown: readonly number[],
  options: FigureOptions = {},
): Promise<Figure> {
  const { name = 'c3-distance', ...look } = options;
  const patches = Object.values(sides).flatMap((images) => shown.map((i) => images[i]));
  const maps = patches.map((image) => domainDistanceMap(judge, image));
  return sampleGrid({
    ...look,
    name,
    columnGroups: Object.keys(sides).flatMap((side) => shown.map(() => side)),
    columnTitles: Object.keys(sides).flatMap(() => shown.map((i) => `image ${i + 1}`)),
    rows: [
      { title: 'patch', images: patches },
      {
        title: 'map',
        images: maps.map(({ height, width, data }) =>
          createImage(
            height,
            width,
            Float32Array.from({ length: 3 * data.length }, (_, i) => shade(data[Math.floor(i / 3)])),
          ),
        ),
        notes: maps.map(({ data }) => (data.reduce((sum, value) => sum + value, 0) / data.length).toFixed(2)),
      },
    ],
  });
}
