import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { panelRange } from '@ddr-lab/charts/axes';
import type { Figure, FigureOptions, Frame, Trace } from '@ddr-lab/charts/figure';
import { type Drawing, madeFigure } from '@ddr-lab/charts/made';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { stepControls } from '@ddr-lab/charts/step-controls';
import { stackedPanels } from '@ddr-lab/charts/stacked-panels';
import type { RadialSpectrum } from '@ddr-lab/images/spectrum';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { chiText } from '../../charts/clusters';
import type { ContentExperiment } from './without-content';

/** Maps of features as they are (above) and less what the versions of a patch share (below), a column a network. */
export function contentFigure(
  experiments: Readonly<Record<string, Pick<ContentExperiment, 'asTheyAre' | 'withoutContent'>>>,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  const { name = 'fig8-content' } = options;
  const rows = { asTheyAre: 'as they are', withoutContent: 'without content' } as const;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: (Object.keys(rows) as (keyof typeof rows)[]).flatMap((key) =>
      Object.entries(experiments).map(([column, experiment]) => ({
        row: rows[key],
        column,
        points: experiment[key].points,
        labels: sets.labels,
        note: `CHI ${chiText(experiment[key].chi.mean)}`,
      })),
    ),
  });
}

/** A moment of a training, as `evolutionMaps` gives it. */
export interface MapMoment {
  readonly iteration: number;
  /** n x 2 */
  readonly map: Matrix;
  readonly chi: { readonly mean: number };
}

/** Several trainings with the same moments, by the networks' names. */
export type MapsOfNetworks = Readonly<Record<string, readonly MapMoment[]>>;

/** Some moments of the trainings side by side: a row a network, a column a moment, all on one scale. */
export function trainingMaps(
  networks: MapsOfNetworks,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions & {
    /** Which moments, by their iterations; default all. */
    readonly iterations?: readonly number[];
  } = {},
): Figure {
  const { name = 'fig8-maps', iterations } = options;
  return scatterGrid({
    ...options,
    name,
    labelNames: sets.degradations,
    panels: Object.entries(networks).flatMap(([row, moments]) =>
      moments
        .filter(({ iteration }) => iterations?.includes(iteration) ?? true)
        .map(({ iteration, map, chi }) => ({
          row,
          column: `iteration ${iteration.toLocaleString('en')}`,
          points: map,
          labels: sets.labels,
          note: `CHI ${chiText(chi.mean)}`,
        })),
    ),
  });
}

/**
 * The trainings in motion: one panel a network, a slider over the moments, and a button that plays them. Each point
 * remains the same patch. Where scripts do not run, the last moment is shown.
 */
export function trainingAnimation(
  networks: MapsOfNetworks,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions = {},
): Figure {
  return madeFigure((again: FigureOptions) => drawAnimation(networks, sets, again), {
    name: 'fig8-animation',
    ...options,
  });
}

function drawAnimation(
  networks: MapsOfNetworks,
  sets: Pick<DegradedSets, 'labels' | 'degradations'>,
  options: FigureOptions,
): Drawing {
  const { name = 'fig8-animation' } = options;
  const all = Object.values(networks);
  // The same range on all axes, at all moments.
  const span = Number((Math.max(...all.flat().map(({ map }) => reach(map))) * 1.08).toPrecision(4));
  const moment = (place: number): Figure =>
    scatterGrid({
      ...options,
      name,
      span,
      labelNames: sets.degradations,
      panels: Object.entries(networks).map(([column, moments]) => ({
        row: 'RB16',
        column,
        points: moments[place].map,
        labels: sets.labels,
        note: `CHI ${chiText(moments[place].chi.mean)}`,
      })),
    });
  const names = all[0].map(({ iteration }) => iteration.toLocaleString('en'));
  const last = moment(names.length - 1);
  const frames = names.map((label, place): Frame => frameOf(label, moment(place)));
  const { legend } = last.layout;
  const controls = stepControls(names, last.layout, { shown: names.length - 1, prefix: 'iteration ' });
  return { ...last, animation: { frames, layout: { ...controls, legend } } };
}

/** How far a map reaches from the origin along an axis, but for a few points far from all others. */
function reach(map: Matrix): number {
  const { x, y } = panelRange(map);
  return Math.max(...[...x, ...y].map(Math.abs)) / 1.1;
}

/** Where the points are at one moment, and the words below the panels. */
function frameOf(name: string, { data, layout }: Drawing): Frame {
  const moving = data.map((trace, index) => ({ trace, index })).filter(({ trace }) => hasPoints(trace));
  return {
    name,
    traces: moving.map(({ index }) => index),
    data: moving.map(({ trace: { x, y } }) => ({ x, y })),
    layout: { annotations: layout.annotations },
  };
}

function hasPoints({ customdata }: Trace): boolean {
  return customdata !== undefined;
}

/**
 * Power spectra of what bodies put out, a panel a network, a line a degradation: where the lines part, the degradation
 * decides; where they lie on each other, the content does. Both axes are logarithmic, both panels on one scale.
 */
export function outputSpectra(
  networks: Readonly<Record<string, readonly RadialSpectrum[]>>,
  degradations: readonly string[],
  options: FigureOptions = {},
): Figure {
  const { name = 'fig8-spectra' } = options;
  const all = Object.entries(networks);
  const [first] = all[0][1];
  const finest = Math.log2(first.frequency[0]);
  const octaves = Array.from({ length: Math.round(-1 - finest) + 1 }, (_, i) => finest + i);
  const powers = all.flatMap(([, spectra]) => spectra.flatMap(({ power }) => [...power]));
  const decades = [Math.min(...powers), Math.max(...powers)].map(Math.log10);
  return stackedPanels({
    ...options,
    name,
    xTitle: 'cycles per pixel of the output',
    ticks: { at: octaves, text: octaves.map((octave) => `1/${2 ** -octave}`) },
    markers: false,
    valueRange: [10 ** Math.floor(decades[0]), 10 ** Math.ceil(decades[1])],
    panels: all.map(([network, spectra]) => ({
      title: `power: ${network}`,
      logarithmic: true,
      lines: spectra.map(({ frequency, power }, label) => ({
        name: degradations[label],
        x: Array.from(frequency, Math.log2),
        standsFor: Array.from(frequency),
        y: Array.from(power),
      })),
    })),
  });
}
