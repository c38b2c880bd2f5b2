import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { heatGrid } from '@ddr-lab/charts/heat-grid';
import { lineGrid } from '@ddr-lab/charts/line-grid';
import type { Image } from '@ddr-lab/images/image';
import { overPicture } from '../../charts/over-picture';
import { sampleGrid } from '../../charts/sample-grid';
import type { CourseRow } from './course';
import { type ErrorRow, maskedErrors, mean, rowOf, UNTOUCHED } from './errors';
import { apartOf, type ApartRow } from './representation';
import type { StreakLook } from './streak';
import type { WeatherPatches } from './weathers';

/** Networks of one seed by how many backgrounds they were trained on. */
export interface BackgroundSeries {
  /** What the line is called: `seed 1`. */
  readonly name: string;
  /** How many backgrounds, rising, and which network. */
  readonly networks: readonly { readonly backgrounds: number; readonly network: string }[];
}

const level = 'RMSE, levels';

/** What a figure shows: E_R or E_B. */
export type Measure = 'rain' | 'background';

/**
 * One error by the number of backgrounds, a panel a weather, a line a seed. E_B has the untouched image as a dashed line; its E_R lies far above all.
 */
export function backgroundsFigure(
  rows: readonly ErrorRow[],
  series: readonly BackgroundSeries[],
  { what, weathers }: { readonly what: Measure; readonly weathers: readonly string[] },
  options: FigureOptions = {},
): Figure {
  const { name = `d1-backgrounds-${what}` } = options;
  const row = what === 'rain' ? 'E_R' : 'E_B';
  const counts = series[0].networks.map(({ backgrounds }) => backgrounds);
  const at = counts.map(Math.log2);
  const untouched = (weather: string) => ({
    name: UNTOUCHED,
    x: at,
    standsFor: counts,
    y: at.map(() => mean(rowOf(rows, UNTOUCHED, weather)[what])),
    reference: true,
  });
  return lineGrid({
    ...options,
    name,
    valueTitle: `${row}, levels`,
    xTitles: { [row]: 'backgrounds' },
    xTicks: { [row]: { at, text: counts.map(String) } },
    panels: weathers.map((weather) => ({
      row,
      column: weather,
      lines: [
        ...series.map((one) => ({
          name: one.name,
          x: at,
          standsFor: counts,
          y: one.networks.map(({ network }) => mean(rowOf(rows, network, weather)[what])),
        })),
        ...(what === 'background' ? [untouched(weather)] : []),
      ],
    })),
  });
}

/** Errors along a training, a panel a measure, a line a weather. */
export function courseFigure(
  courses: Readonly<Record<string, readonly CourseRow[]>>,
  weathers: { readonly seen: string; readonly unseen: string },
  options: FigureOptions = {},
): Figure {
  const { name = 'd1-course' } = options;
  const names = [weathers.seen, weathers.unseen];
  const panels = Object.entries(courses).flatMap(([network, rows]) => {
    const at = rows.map(({ iteration }) => Math.log2(iteration));
    const standsFor = rows.map(({ iteration }) => iteration);
    return (['rain', 'background'] as const).map((what) => ({
      row: network,
      column: what === 'rain' ? 'inside the rain (E_R)' : 'outside (E_B)',
      lines: names.map((weather) => ({
        name: weather,
        x: at,
        standsFor,
        y: rows.map((row) => row[what][weather]),
      })),
    }));
  });
  const ticks = Object.entries(courses).map(([network, rows]) => [
    network,
    {
      at: rows.map(({ iteration }) => Math.log2(iteration)),
      text: rows.map(({ iteration }) => String(iteration)),
    },
  ]);
  return lineGrid({
    ...options,
    name,
    valueTitle: level,
    xTitles: Object.fromEntries(Object.keys(courses).map((network) => [network, `iterations, ${network}`])),
    xTicks: Object.fromEntries(ticks) as Record<string, { at: number[]; text: string[] }>,
    panels,
  });
}

/** Trained on x tested on: by how much each network lowers both errors of the untouched image. */
export function matrixFigure(
  rows: readonly ErrorRow[],
  networks: Readonly<Record<string, string>>,
  weathers: readonly string[],
  options: FigureOptions = {},
): Figure {
  const { name = 'd1-matrix' } = options;
  const gain = (network: string, weather: string, what: 'rain' | 'background'): number =>
    mean(rowOf(rows, UNTOUCHED, weather)[what]) - mean(rowOf(rows, network, weather)[what]);
  return heatGrid({
    ...options,
    name,
    x: weathers,
    y: Object.keys(networks),
    xTitle: 'tested on',
    yTitle: 'trained on',
    valueTitle: 'error taken away, levels',
    panels: (
      [
        ['inside the weather (E_R)', 'rain'],
        ['outside (E_B)', 'background'],
      ] as const
    ).map(([title, what]) => ({
      title,
      values: Object.values(networks).map((network) =>
        weathers.map((weather) => gain(network, weather, what)),
      ),
    })),
  });
}

/** One patch under each weather, as it is and as each network restores it; below each E_R and E_B in levels. */
export function restoredFigure(
  patches: WeatherPatches,
  outputs: Readonly<
    Record<string, { readonly dry: readonly Image[]; readonly weathers: readonly (readonly Image[])[] }>
  >,
  index: number,
  options: FigureOptions = {},
): Promise<Figure> {
  const { name = 'd1-restored' } = options;
  const nowhere = new Uint8Array(patches.dry[index].height * patches.dry[index].width);
  const note = (image: Image, mask: Uint8Array): string => {
    const { inside, outside } = maskedErrors(image, patches.dry[index], mask);
    return `${Number.isFinite(inside) ? inside.toFixed(1) : '–'} / ${outside.toFixed(1)}`;
  };
  const row = (title: string, dry: Image, fallen: readonly Image[]) => ({
    title,
    images: [...fallen, dry],
    notes: [...fallen.map((image, w) => note(image, patches.weathers[w].masks[index])), note(dry, nowhere)],
  });
  return sampleGrid({
    ...options,
    name,
    columnTitles: [...patches.weathers.map((weather) => weather.name), 'dry'],
    rows: [
      row(
        UNTOUCHED,
        patches.dry[index],
        patches.weathers.map(({ images }) => images[index]),
      ),
      ...Object.entries(outputs).map(([network, { dry, weathers }]) =>
        row(
          network,
          dry[index],
          weathers.map((images) => images[index]),
        ),
      ),
    ],
  });
}

/** CHI of pairs of weathers at the last block, a row a network, a panel a view. */
export function apartFigure(
  rows: readonly ApartRow[],
  pairs: readonly (readonly [string, string])[],
  options: FigureOptions = {},
): Figure {
  const { name = 'd1-apart' } = options;
  const networks = [...new Set(rows.map(({ network }) => network))];
  const views = [...new Set(rows.map(({ view }) => view))];
  return heatGrid({
    ...options,
    name,
    x: pairs.map((pair) => pair.map((weather) => weather.replace(' rain', '')).join(', ')),
    y: networks,
    xTitle: 'weathers',
    yTitle: 'network',
    valueTitle: "weather's share of the variance",
    digits: 2,
    panels: views.map((view) => ({
      title: view === 'flattened' ? 'flattened' : 'mean and deviation',
      values: networks.map((network) => pairs.map((pair) => apartOf(rows, network, pair, view).share)),
    })),
  });
}

/** Where networks look when they restore a window that rain covers. */
export function streakFigure(
  looks: readonly StreakLook[],
  image: Image,
  options: FigureOptions = {},
): Promise<Figure> {
  const { name = 'd1-streak' } = options;
  return sampleGrid({
    ...options,
    name,
    columnTitles: ['rainy', ...looks.map(({ network }) => network)],
    rows: [
      {
        images: [image, ...looks.map(({ found }) => overPicture(found, image))],
        notes: [
          '',
          ...looks.map(({ di, onRain }) => `DI ${di.toFixed(1)}; on rain ${(100 * onRain).toFixed(0)} %`),
        ],
      },
    ],
  });
}
