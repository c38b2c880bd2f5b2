import type { FeatureMaps, Plane } from '../../analysis/feature-maps';
import { createImage, type Image } from '../../images/image';
import type { Figure } from '../figure';
import type { FigureOptions } from '../figure-options';
import { sampleGrid } from '../sample-grid';

/** One network's principal maps of one input. */
export interface FeatureMapsRow {
  readonly network: string;
  readonly degradation: string;
  readonly input: Image;
  readonly features: FeatureMaps;
}

/**
 * The paper's Fig. 22: a row for each network and degradation, the input at its left, then the maps by falling
 * eigenvalue with the share of variance that each holds. A map's greys run from its 5th to its 95th percentile,
 * so that the frame that zero padding leaves does not take them all.
 */
export function featureMapsFigure(
  rows: readonly FeatureMapsRow[],
  options: FigureOptions = {},
): Promise<Figure> {
  const { name = 'fig22-feature-maps' } = options;
  const count = rows[0]?.features.maps.length ?? 0;
  return sampleGrid({
    ...options,
    name,
    columnTitles: ['input', ...Array.from({ length: count }, (_, c) => String(c + 1))],
    rows: rows.map(({ network, degradation, input, features: { maps, shares } }) => ({
      group: network,
      title: degradation,
      images: [input, ...maps.map(greyImage)],
      notes: ['', ...shares.map((share) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`)],
    })),
  });
}

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
