import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { cropCentre, middleOf } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { type LowResolutionDegradation, lowResolved } from '../../degradations/low-resolution-model';
import { meanPooled, placesOf } from '../../methods/degradation-aware/decoupling';
import { rankCorrelation } from '../../metrics/rank-correlation';

/** How well scores follow the degree of a degradation. */
export interface ScoreOrder {
  /** Spearman's correlation of all patches' scores with their level. */
  readonly pooled: number;
  /** The same within each image, its mean over the images. */
  readonly perImage: number;
  /** Share of the images whose lowest score is that of the lowest level. */
  readonly lowestFirst: number;
}

/**
 * How well a ranker's scores follow the levels of degraded sets.
 *
 * @param scores n x 1, as the sets' patches lie.
 */
export function scoreOrder(
  scores: Pick<Matrix, 'data'>,
  { labels, contents, degradations }: Pick<DegradedSets, 'labels' | 'contents' | 'degradations'>,
): ScoreOrder {
  const images = Math.max(...contents) + 1;
  const own = Array.from({ length: images }, () => new Array<number>(degradations.length).fill(0));
  contents.forEach((image, i) => (own[image][labels[i]] = scores.data[i]));
  const levels = degradations.map((_, level) => level);
  const each = own.map((row) => (new Set(row).size === 1 ? 0 : rankCorrelation(row, levels)));
  return {
    pooled: rankCorrelation(scores.data, labels),
    perImage: each.reduce((a, b) => a + b, 0) / images,
    lowestFirst: own.filter((row) => row.every((score) => score >= row[0])).length / images,
  };
}

/** What `decouplingPairs` takes. */
export interface DecouplingPairsOptions {
  /** Images, from the first; default 100. */
  readonly count?: number;
  /** Side of the patches in LR pixels; default 32. */
  readonly patch?: number;
  /** Default 4. */
  readonly scale?: number;
}

/** LR patches of one degradation, and the same places of their originals, averaged to LR's size. */
export async function decouplingPairs(
  images: ImageSet,
  degradation: LowResolutionDegradation,
  { count = 100, patch = 32, scale = 4 }: DecouplingPairsOptions = {},
): Promise<{ readonly lr: Image[]; readonly pooled: Image[] }> {
  const [lr, pooled]: [Image[], Image[]] = [[], []];
  const side = patch * scale;
  for (let i = 0; i < Math.min(count, images.count); i++) {
    const hr = cropCentre(middleOf(await images.read(i), side), side);
    lr.push(lowResolved(hr, degradation, { scale, seed: i }));
    pooled.push({ height: patch, width: patch, data: meanPooled(hr.data, { patch, scale }) });
  }
  return { lr, pooled };
}

/**
 * Share of LR places whose counterpart in the original is, of all chosen places of the same image, the one with the largest inner product of the embeddings at length 1. 8 x 8 places, as in training (`crl-sr`): chance is
 * one in 64.
 *
 * @param lr n x (P P C): a row an image, its places one behind the other.
 */
export function placesFound(
  lr: Matrix,
  hr: Matrix,
  patch: number,
  { count = 8, step = 3, border = 4 }: { count?: number; step?: number; border?: number } = {},
): number {
  const places = placesOf({ count, step, border }, patch);
  const channels = lr.columns / patch ** 2;
  let found = 0;
  for (let image = 0; image < lr.rows; image++) {
    const [asked, known] = [lr, hr].map(({ data, columns }) =>
      places.map((place) => unit(data.subarray(image * columns + place * channels).subarray(0, channels))),
    );
    asked.forEach((row, at) => {
      const products = known.map((other) => row.reduce((sum, value, i) => sum + value * other[i], 0));
      if (products.every((value, other) => other === at || value < products[at])) found++;
    });
  }
  return found / (lr.rows * places.length);
}

function unit(row: ArrayLike<number>): number[] {
  const values = Array.from(row);
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}
