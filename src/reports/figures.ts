import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import type { Figure, PatchSheet } from '@ddr-lab/charts/figure';
import { lines } from '@ddr-lab/charts/lines';
import { annotation, changedFigure, type Drawing } from '@ddr-lab/charts/made';
import { scatterGrid, type ScatterPanel } from '@ddr-lab/charts/scatter-grid';
import { fontSize, greyInk } from '@ddr-lab/charts/theme';
import { chiFor, type Counts, gradeBounds } from '../analysis/grade';
import { chiText } from '../charts/clusters';
import { patchSheet } from '../charts/patches';
import { sampleGrid } from '../charts/sample-grid';
import type { NetworkAnalyses } from './analyse-networks';
import type { Pictures } from './pictures';
import type { LayerReport, NetworkReport, Report } from './report';

/** Layers of which all are drawn; of more networks' and deeper ones' some. */
const MOST_LINES = 30;

/** CHI from the input's pixels to the last layer, one line a network, with the bounds of the verdict. */
export function reportChi({ networks, settings, images }: Report): Figure {
  const { titles, layers, named } = layerColumns(networks, MOST_LINES);
  const { degradations, runs } = settings;
  const names = shortNames(
    networks.map(({ name }) => name),
    32,
  );
  const figure = lines({
    name: 'chi',
    title: `CHI by degradation from the input's pixels to the last layer looked at: mean and standard deviation over ${runs} runs of t-SNE. Dotted: where the verdict turns.`,
    x: ['pixels', ...titles],
    categoryTitle: named ? 'layer' : 'depth of the layer',
    valueTitle: 'CHI (by degradation)',
    series: names.map((name, i) => ({
      name,
      values: [networks[i].pixels.chi, ...layers[i].map(({ chi }) => chi)],
    })),
    logarithmic: [...networks.map(({ pixels }) => pixels), ...layers.flat()].every(({ chi }) => chi.mean > 0),
    width: 'double',
  });
  const counts = { points: images.patches * degradations.length, groups: degradations.length };
  return changedFigure(figure, (drawing) => withBounds(drawing, counts));
}

/** Dotted lines across at the bounds. */
function withBounds(figure: Drawing, counts: Counts): Drawing {
  const logarithmic = (figure.layout.yaxis as { type: string }).type === 'log';
  const bounds = Object.entries(gradeBounds).map(([grade, { chi, raw }]) => ({
    grade,
    y: Math.max(raw, chiFor(chi, counts)),
  }));
  const shapes = bounds.map(({ y }) => ({
    type: 'line',
    xref: 'paper',
    x0: 0,
    x1: 1,
    y0: y,
    y1: y,
    line: { color: greyInk, width: 0.75, dash: 'dot' },
    layer: 'below',
  }));
  const annotations = bounds.map(({ grade, y }) =>
    annotation(grade, 0, logarithmic ? Math.log10(y) : y, {
      yref: 'y',
      xanchor: 'left',
      xshift: 2,
      yanchor: 'bottom',
      font: { size: fontSize.small, color: greyInk },
    }),
  );
  const kept = (figure.layout.annotations ?? []) as object[];
  return { ...figure, layout: { ...figure.layout, shapes, annotations: [...kept, ...annotations] } };
}

/**
 * The paper's Fig. 6 of a report: one row a network, its input's pixels and then its layers as columns, a point a patch, coloured by
 * degradation.
 */
export function reportClusters(
  { networks, settings, images }: Report,
  options: { readonly patches?: PatchSheet } = {},
): Figure {
  const { degradations } = settings;
  const { titles, layers, named } = layerColumns(networks);
  const rows = shortNames(
    networks.map(({ name }) => name),
    18,
  );
  const labels = degradations.flatMap((_, label) => Array<number>(images.patches).fill(label));
  const panel = (row: string, column: string, layer: LayerReport, note: string): ScatterPanel => ({
    row,
    column,
    points: createMatrix(labels.length, 2, Float64Array.from(layer.runs[0].points.flat())),
    labels,
    note,
  });
  const shown = layers[0].length < networks[0].layers.length ? ' Some of the layers.' : '';
  return scatterGrid({
    name: 'clusters',
    // However many networks there are.
    page: 'screen',
    title:
      'Projected features by layer: each point is a patch, its colour the degradation (point at it to see it). ' +
      `Below each panel CHI, the mean over ${settings.runs} runs of t-SNE, of which the first is drawn.${shown}`,
    ...(options.patches ? { patches: options.patches } : {}),
    labelNames: degradations,
    panels: networks.flatMap(({ pixels }, i) => [
      panel(rows[i], 'input pixels', pixels, `CHI ${chiText(pixels.chi.mean)}`),
      ...layers[i].map((layer, place) => {
        const which = named ? '' : `${shortName(layer.layer, 10)}: `;
        return panel(rows[i], titles[place], layer, `${which}CHI ${chiText(layer.chi.mean)}`);
      }),
    ]),
  });
}

/** At most so many layers stand side by side. */
const MOST_DEPTHS = 5;

/** The layers of several networks in columns that compare. */
export interface Columns {
  readonly titles: readonly string[];
  /** For each network the layer of each column. */
  readonly layers: readonly (readonly LayerReport[])[];
  /** Whether the columns' titles are the layers' names, the same in all networks. */
  readonly named: boolean;
}

/**
 * Columns of layers for networks side by side: by name where all have the same, else by depth among the layers looked at, from
 * `first` to `last`. Of more than `most` layers some are taken, evenly, both ends among them.
 */
function layerColumns(networks: readonly Pick<NetworkReport, 'layers'>[], most = MOST_DEPTHS): Columns {
  const names = networks.map(({ layers }) => layers.map(({ layer }) => layer));
  const named = names.every((list) => list.join('\n') === names[0].join('\n'));
  const count = Math.min(most, Math.max(...names.map(({ length }) => length)));
  const layers = networks.map((network) =>
    Array.from({ length: count }, (_, i) => {
      const last = network.layers.length - 1;
      return network.layers[count === 1 ? last : Math.round((i * last) / (count - 1))];
    }),
  );
  const titles = layers[0].map(({ layer }, i) => (named ? shortName(layer, 14) : depthName(i, count)));
  return { titles, layers, named };
}

function depthName(place: number, count: number): string {
  if (place === count - 1) return 'last';
  return place === 0 ? 'first' : `${place}/${count - 1}`;
}

/** A name cut in its middle to at most so many letters, for the little room in a figure. */
function shortName(name: string, most: number): string {
  const letters = [...name];
  if (letters.length <= most) return name;
  const head = Math.ceil((most - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (most - 1 - head)).join('')}`;
}

/** The networks' names, cut as `shortName` does but all different. */
function shortNames(names: readonly string[], most: number): string[] {
  const cut = names.map((name) => shortName(name, most));
  return cut.map((name, i) => (cut.indexOf(name) === i ? name : `${shortName(names[i], most - 3)} ${i + 1}`));
}

/** What the networks were shown: a few patches under each degradation, and their originals. */
async function reportInputs({ settings, networks, images }: Report, { inputs }: Pictures): Promise<Figure> {
  const { degradations, patch } = settings;
  const { shrunk } = networks[0];
  const low = degradations.map((title, k) => ({ title, images: inputs.map(({ patches }) => patches[k]) }));
  const original = { title: 'original', images: inputs.map((input) => input.original) };
  const by = shrunk === 1 ? 'as they are' : `shrunk by ${shrunk}`;
  const parts = images.patches > images.count;
  return sampleGrid({
    name: 'inputs',
    page: 'screen',
    title: `What ${networks.length > 1 ? 'the first network' : 'the network'} was shown: patches of ${patch} x ${patch} pixels, ${parts ? 'from parts of images' : 'from the middle of images'} ${by}.`,
    columnTitles: inputs.map(({ name }) => titleOf(name)),
    rows: shrunk === 1 && degradations.includes('clean') ? low : [original, ...low],
  });
}

/** An image's name, shortened where it is long, with the number of its part. */
function titleOf(name: string): string {
  const [, image, part] = /^(.*), (part \d+)$/.exec(name) ?? [];
  return part === undefined ? shortName(name, 15) : `${shortName(image.replace(/\.\w+$/, ''), 8)} ${part}`;
}

/** More columns than this leave cells too small to see anything. */
const MOST_SAMPLES = 6;

/**
 * What the networks made of two images (of one where there are many degradations), side by side, below bicubic enlargement;
 * undefined where none puts out an image.
 */
async function reportOutputs({ settings }: Report, { outputs }: Pictures): Promise<Figure | undefined> {
  if (outputs.length === 0) return undefined;
  const { degradations } = settings;
  const all = [...new Set(outputs.map(({ image }) => image))];
  const images = all.slice(0, Math.max(1, Math.floor(MOST_SAMPLES / degradations.length)));
  const shown = outputs.filter(({ image }) => images.includes(image));
  const rows = [...new Set(shown.map(({ by }) => by))].map((by) => {
    const own = shown.filter((output) => output.by === by);
    return {
      title: shortName(by, 18),
      images: own.flatMap((output) => output.outputs),
      notes: own.flatMap(({ psnr }) => psnr.map(decibels)),
    };
  });
  return sampleGrid({
    name: 'outputs',
    page: 'screen',
    title: `What is made of patches of ${images.join(' and ')}; below each its luma PSNR over the part shown.`,
    columnTitles: images.flatMap(() => degradations),
    rows,
  });
}

function decibels(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} dB` : 'equal';
}

/** The figures of a report, by what they show. */
export interface ReportFigures {
  readonly clusters: Figure;
  readonly chi: Figure;
  readonly inputs: Figure;
  /** Absent where no network puts out an image. */
  readonly outputs?: Figure;
}

/** All figures of an analysis. */
export async function reportFigures({ report, pictures }: NetworkAnalyses): Promise<ReportFigures> {
  const patches = await patchSheet(pictures.patches, { names: pictures.patchNames });
  const outputs = await reportOutputs(report, pictures);
  return {
    clusters: reportClusters(report, { patches }),
    chi: reportChi(report),
    inputs: await reportInputs(report, pictures),
    ...(outputs ? { outputs } : {}),
  };
}
