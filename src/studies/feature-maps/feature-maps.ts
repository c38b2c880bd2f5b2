import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { passOf } from '../../features/tap';
import { type Image, luma, createImage } from '@ddr-lab/images/image';
import { correlation } from '../../metrics/rank-correlation';
import type { Tappable } from '../../networks/tappable';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { lastBlock } from '../../analysis/layers';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { sampleGrid } from '../../charts/sample-grid';

/** A plane of numbers, row by row. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** A layer's principal maps of one image, by falling variance. */
export interface FeatureMaps {
  readonly layer: string;
  /** How many channels the layer has. */
  readonly channels: number;
  /** Each H x W of the layer, with mean 0; of any two the correlation is 0. */
  readonly maps: readonly Plane[];
  /** Share of the variance of all channels that each map holds, 0 to 1. */
  readonly shares: readonly number[];
}

/** What `featureMaps` takes. */
export interface FeatureMapsOptions {
  /** Default: the last block (`lastBlock`), RB16 of SRResNet. It must have rows and columns. */
  readonly layer?: string;
  /** How many maps; default 8, at most as many as the layer has channels. */
  readonly count?: number;
}

/**
 * What a layer makes of one image, in a few pictures (A.13): its features are H x W points in as many dimensions as it has
 * channels; their principal components, laid out as pictures again, are the maps of largest eigenvalue. A map's sign, which is
 * arbitrary, is that with which it follows the image's brightness where layer and image have one size.
 *
 * @throws InputError for a layer that does not exist or has no rows and columns, or more maps than channels.
 */
export async function featureMaps(
  network: Tappable,
  image: Image,
  options: FeatureMapsOptions = {},
): Promise<FeatureMaps> {
  const { layer = lastBlock(network), count = 8 } = options;
  const batch = { data: image.data, dims: [1, image.height, image.width, 3] };
  const [{ data, dims }] = await passOf(network, [layer])(batch);
  const [, height, width, channels] = dims;
  if (dims.length !== 4 || count > channels) {
    throw new InputError(
      dims.length === 4
        ? `Layer ${layer} has ${channels} channels: ${count} maps cannot be made of it.`
        : `Layer ${layer} puts out ${dims.slice(1).join(' x ')} numbers for an image: no rows and columns that a map could have.`,
    );
  }
  const { scores, explainedVarianceRatio } = pcaScores(createMatrix(height * width, channels, data), {
    components: count,
  });
  const brightness = luma(image);
  const maps = Array.from({ length: count }, (_, c) => {
    const plane = Float64Array.from({ length: height * width }, (_, i) => scores.data[i * count + c]);
    const turn = plane.length === brightness.length && correlation(plane, brightness) < 0 ? -1 : 1;
    return { height, width, data: plane.map((value) => turn * value) };
  });
  return { layer, channels, maps, shares: [...explainedVarianceRatio] };
}

/**
 * The share of the variance of `target` that the maps together explain by their best linear combination (R squared, 0 to
 * 1); 0 where the target is constant. Since maps are uncorrelated, their squared correlations with it add up.
 *
 * @throws InputError for a target of another size.
 */
export function explainedBy({ maps }: Pick<FeatureMaps, 'maps'>, target: ArrayLike<number>): number {
  const points = maps[0]?.data.length;
  if (points !== undefined && points !== target.length) {
    throw new InputError(`A map of ${points} points cannot explain ${target.length} values.`);
  }
  return maps.reduce((sum, { data }) => sum + correlation(data, target) ** 2, 0);
}

/** One network's principal maps of one input. */
export interface FeatureMapsRow {
  readonly network: string;
  readonly degradation: string;
  readonly input: Image;
  readonly features: FeatureMaps;
}

/** What `featureMapsFigure` takes. */
export interface FeatureMapsFigureOptions extends FigureOptions {
  /** How many of the maps are shown; default all. One column of a page has room for four of four networks. */
  readonly maps?: number;
}

/**
 * The paper's Fig. 22: a column for each network and degradation, the input at the top, below it the maps by falling eigenvalue,
 * each with the share of variance that it holds. A map's greys run from its 5th to its 95th percentile, so that the frame that
 * zero padding leaves does not take them all.
 *
 * @param inputs columns from left to right, those of one network beside each other, with as many maps each
 */
export function featureMapsFigure(
  inputs: readonly FeatureMapsRow[],
  options: FeatureMapsFigureOptions = {},
): Promise<Figure> {
  const held = Math.min(...inputs.map(({ features }) => features.maps.length));
  const count = Math.min(held, options.maps ?? Infinity);
  const maps = Array.from({ length: count }, (_, c) => ({
    title: `${c + 1}`,
    images: inputs.map(({ features }) => greyImage(features.maps[c])),
    notes: inputs.map(({ features }) => shareText(features.shares[c])),
  }));
  const notes = inputs.map(() => '');
  return sampleGrid({
    name: 'fig22-feature-maps',
    ...options,
    columnTitles: inputs.map(({ degradation }) => degradation),
    columnGroups: inputs.map(({ network }) => network),
    rows: [{ title: 'input', images: inputs.map(({ input }) => input), notes }, ...maps],
  });
}

const shareText = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;

/** A plane in 32 greys, its 5th percentile black and its 95th white. (More cannot be told at this size, and weigh.) */
export function greyImage({ height, width, data }: Plane): Image {
  const sorted = Float64Array.from(data).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(0.05), at(0.95)];
  const image = createImage(height, width);
  for (let i = 0; i < data.length; i++) {
    const grey = high > low ? Math.min(1, Math.max(0, (data[i] - low) / (high - low))) : 0.5;
    image.data.fill(high > low ? Math.round(31 * grey) / 31 : grey, 3 * i, 3 * i + 3);
  }
  return image;
}
