import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import type { Image } from '@ddr-lab/images/image';
import { diffusionIndex } from '../../attribution/diffusion';
import { overPicture } from '../../charts/over-picture';
import { sampleGrid } from '../../charts/sample-grid';
import { sampleSteps } from '../../charts/sample-steps';
import type { LookRow, MovedWindows, NoiseRow } from './local-attribution';

/** Where each network looks, a picture a column. */
export function looksFigure(
  rows: readonly LookRow[],
  pictures: { readonly names: readonly string[]; readonly lr: readonly Image[] },
  options: FigureOptions = {},
): Promise<Figure> {
  const { name = 'b1-looks' } = options;
  return sampleGrid({
    ...options,
    name,
    columnTitles: pictures.names,
    rows: [
      { title: 'LR', images: pictures.lr },
      ...rows.map(({ network, found, di }) => ({
        title: network,
        images: found.map((one, i) => overPicture(one, pictures.lr[i])),
        notes: di.map((value) => `DI ${value.toFixed(1)}`),
      })),
    ],
  });
}

/** Where networks look as the window moves over one picture: a click on the picture, or the slider, moves it. */
export function windowsFigure(moved: MovedWindows, options: FigureOptions = {}): Promise<Figure> {
  const { name = 'b1-windows' } = options;
  const { picture, windows, size } = moved;
  const titles = ['LR', ...moved.networks.map(({ network }) => network)];
  return sampleSteps({
    ...options,
    name,
    prefix: 'window at ',
    shown: windows.length >> 1,
    columnTitles: titles,
    steps: windows.map(({ left, top }, i) => ({
      label: `${left}, ${top}`,
      rows: [
        {
          images: [picture, ...moved.networks.map(({ found }) => overPicture(found[i], picture))],
          notes: ['', ...moved.networks.map(({ found }) => `DI ${diffusionIndex(found[i].map).toFixed(1)}`)],
        },
      ],
    })),
    click: {
      row: 0,
      column: 0,
      squares: windows.map(({ left, top }) => ({
        left: left / picture.width,
        top: top / picture.height,
        size: size / picture.width,
      })),
    },
  });
}

/** Diffusion index by depth, a line a picture. */
export function depthLooksFigure(
  depths: readonly { readonly layers: number; readonly row: LookRow }[],
  names: readonly string[],
  options: FigureOptions = {},
): Figure {
  return lines({
    name: 'b1-depth',
    ...options,
    x: depths.map(({ layers }) => `${layers}`),
    categoryTitle: 'layers of SRCNN',
    valueTitle: 'diffusion index',
    series: names.map((name, i) => ({ name, values: depths.map(({ row }) => row.di[i]) })),
  });
}

/** Which pixels moved patches from clean towards noisy. */
export function noiseFigure(rows: readonly NoiseRow[], options: FigureOptions = {}): Promise<Figure> {
  const { name = 'b1-noise' } = options;
  return sampleGrid({
    ...options,
    name,
    columnTitles: rows.map((_, i) => `patch ${i + 1}`),
    rows: [
      { title: 'clean', images: rows.map(({ clean }) => clean) },
      { title: 'noisy', images: rows.map(({ noisy }) => noisy) },
      {
        title: 'what moved it',
        images: rows.map(({ found, clean }) => overPicture(found, clean)),
        notes: rows.map(({ withDetail }) => `with detail ${withDetail.toFixed(2)}`),
      },
    ],
  });
}
