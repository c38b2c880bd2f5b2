/**
 * How the library's objects are shown where they are the last expression of a cell: images as pictures, figures as charts, networks by their layers,
 * results as tables. Importing this file is enough.
 */
import type { Bundle } from '@ddr-lab/book/cells/display';
import { showValues } from '@ddr-lab/book/cells/values';
import type { Figure, PlainFigure } from '@ddr-lab/charts/figure';
import { type Image } from '@ddr-lab/images/image';
import { encodeImage } from '@ddr-lab/images/io';
import type { Network } from '../networks/network';
import type { GraphNetwork } from '../networks/tappable';
import { figureValue } from './figure';
import { isLayerAnalyses, tableBundle } from './table';

/** A smaller picture is enlarged to about so many pixels, each pixel to a square. */
const SMALL = 160;
/** So many pictures of a list, and rows of a table, are shown. */
const MOST_IMAGES = 12;
const MOST_ROWS = 60;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isImage(value: unknown): value is Image {
  if (!isObject(value)) return false;
  const { height, width, data } = value;
  return (
    data instanceof Float32Array && data.length === Number(height) * Number(width) * 3 && data.length > 0
  );
}

const isImages = (value: unknown): value is readonly Image[] =>
  Array.isArray(value) && value.length > 0 && value.every(isImage);

const isFigure = (value: unknown): value is Figure | PlainFigure =>
  isObject(value) &&
  Array.isArray(value.data) &&
  value.data.every(
    (trace) => isObject(trace) && ('type' in trace || 'x' in trace || 'y' in trace || 'z' in trace),
  ) &&
  isObject(value.layout) &&
  value.data.length > 0;

const isNetwork = (value: unknown): value is Network =>
  isObject(value) &&
  Array.isArray(value.layers) &&
  isObject(value.model) &&
  'getLayer' in value.model &&
  isObject(value.spec);

const isGraph = (value: unknown): value is GraphNetwork =>
  isObject(value) &&
  Array.isArray(value.layers) &&
  typeof value.compute === 'function' &&
  isObject(value.metadata);

const isResults = (value: unknown): value is Parameters<typeof tableBundle>[0] & readonly object[] =>
  Array.isArray(value) && value.length > 0 && value.every(isObject) && isLayerAnalyses(value);

/** Records with the same fields, each a number, a word or a mean with its deviation. */
function isFlatRecords(value: unknown): value is readonly object[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_ROWS) return false;
  const fields = (record: unknown): string | undefined =>
    isObject(record) && Object.getPrototypeOf(record) === Object.prototype
      ? Object.keys(record).join()
      : undefined;
  const first = fields(value[0]);
  const isPlain = (field: unknown): boolean =>
    typeof field !== 'function' &&
    (!(typeof field === 'object') || (isObject(field) && 'standardDeviation' in field));
  return (
    first !== undefined &&
    first !== '' &&
    value.every((one) => fields(one) === first && Object.values(one as object).every(isPlain))
  );
}

/** Each pixel as a square of pixels. */
function enlarged({ height, width, data }: Image, factor: number): Image {
  if (factor === 1) return { height, width, data };
  const out = new Float32Array(data.length * factor ** 2);
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      const from = (Math.floor(y / factor) * width + Math.floor(x / factor)) * 3;
      out.set(data.subarray(from, from + 3), (y * width * factor + x) * 3);
    }
  }
  return { height: height * factor, width: width * factor, data: out };
}

async function pngOf(image: Image, small: number): Promise<{ png: string; factor: number }> {
  const factor = Math.max(1, Math.floor(small / Math.max(image.height, image.width)));
  return { png: (await encodeImage(enlarged(image, factor))).toString('base64'), factor };
}

const sizeOf = ({ height, width }: Image): string => `Image ${height} x ${width}`;

async function imageBundle(image: Image): Promise<Bundle> {
  const { png, factor } = await pngOf(image, SMALL);
  return {
    'text/plain': `${sizeOf(image)}${factor > 1 ? `, shown ${factor} times as large` : ''}`,
    'image/png': png,
  };
}

async function imagesBundle(images: readonly Image[]): Promise<Bundle> {
  const shown = await Promise.all(
    images.slice(0, MOST_IMAGES).map(async (image) => {
      const { png } = await pngOf(image, SMALL / 2);
      return `<img alt="${sizeOf(image)}" title="${sizeOf(image)}" style="max-height:160px;margin:0" src="data:image/png;base64,${png}">`;
    }),
  );
  const words = `${images.length} images, the first of ${images[0].height} x ${images[0].width}`;
  return {
    'text/plain': words,
    'text/html': `<div style="display:flex;flex-wrap:wrap;gap:4px;align-items:flex-start">${shown.join('')}</div><small>${words}</small>`,
  };
}

const thousands = (count: number): string => count.toLocaleString('en').replaceAll(',', ' ');

/** Its layers in the paper's names: what they put out, and their parameters, those of the convolutions in a block among them. */
function networkBundle({ spec, model, layers, metadata }: Network): Bundle {
  const rows = layers.map((layer) => {
    const inside = model.layers.filter(({ name }) => name === layer || name.startsWith(`${layer}.`));
    return {
      layer,
      channels: [model.getLayer(layer).outputShape].flat().at(-1),
      parameters: inside.reduce((sum, each) => sum + each.countParams(), 0),
    };
  });
  const from = metadata.recipe === undefined ? '' : `, recipe ${metadata.recipe}`;
  const caption = `${spec.kind}${from}: ${layers.length} layers, ${thousands(model.countParams())} parameters`;
  return tableBundle(rows, { caption });
}

function graphBundle({ layers, blocks, metadata }: GraphNetwork): Bundle {
  const rows = layers.map((layer) => ({ layer, 'ends a block': blocks.includes(layer) ? 'yes' : '' }));
  const known = Object.entries(metadata).map(([name, value]) => `${name} ${value}`);
  return tableBundle(rows.slice(0, MOST_ROWS), { caption: [`${layers.length} layers`, ...known].join(', ') });
}

// The last is asked first.
showValues('records', isFlatRecords, (records) => tableBundle(records));
showValues('analysis', isResults, (results) => tableBundle(results));
showValues('graph', isGraph, graphBundle);
showValues('network', isNetwork, networkBundle);
showValues('figure', isFigure, figureValue);
showValues('images', isImages, imagesBundle);
showValues('image', isImage, imageBundle);
