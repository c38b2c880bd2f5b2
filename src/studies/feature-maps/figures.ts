import type { FeatureMaps, Plane } from './feature-maps';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { sampleGrid } from '../../charts/sample-grid';

/** One network's principal maps of one input. */
export interface FeatureMapsRow {
  readonly network: string;
  readonly degradation: string;
  readonly input: Image;
  readonly features: FeatureMaps;
}

/** What `featureMapsFigure` takes. */
export interface FeatureMapsOptions extends FigureOptions {
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
  options: FeatureMapsOptions = {},
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
