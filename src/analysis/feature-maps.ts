import { createMatrix } from '../arrays/matrix';
import { InputError } from '../errors';
import { tap } from '../features/tap';
import type { Image } from '../images/image';
import { luma } from '../images/luma';
import { correlation } from '../metrics/correlation';
import type { Network } from '../networks/network';
import { pcaScores } from '../projection/pca';

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
  /** Default RB16. Its height and width must be the image's, or a multiple. */
  readonly layer?: string;
  /** How many maps; default 8, at most as many as the layer has channels. */
  readonly count?: number;
}

/**
 * What a layer makes of one image, in a few pictures (A.13): its features are H x W points in as many dimensions as it has
 * channels; their principal components, laid out as pictures again, are the maps of largest eigenvalue. A map's sign, which is
 * arbitrary, is that with which it follows the image's brightness where layer and image have one size.
 *
 * @throws InputError for a layer that does not exist, or more maps than channels.
 */
export async function featureMaps(
  network: Pick<Network, 'model' | 'layers'>,
  image: Image,
  options: FeatureMapsOptions = {},
): Promise<FeatureMaps> {
  const { layer = 'RB16', count = 8 } = options;
  const { columns, data } = (await tap(network, [layer], [image]))[layer];
  const shape = network.model.getLayer(layer).outputShape as (number | null)[];
  const channels = shape[shape.length - 1]!;
  const scale = Math.sqrt(columns / channels / (image.height * image.width));
  const height = Math.round(scale * image.height);
  const width = Math.round(scale * image.width);
  if (height * width * channels !== columns || count > channels) {
    throw new InputError(
      `Layer ${layer} has ${columns} features in ${channels} channels for a ${image.height} x ${image.width} image: ${count} maps cannot be made of it.`,
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
