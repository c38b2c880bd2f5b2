import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { passOf } from '../../features/tap';
import { type Image, luma } from '@ddr-lab/images/image';
import { correlation } from '../../metrics/rank-correlation';
import type { Tappable } from '../../networks/tappable';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { lastBlock } from '../../analysis/layers';

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
