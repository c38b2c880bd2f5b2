import { outputGiven } from '@ddr-lab/engine/model-part';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { Network } from './network';

/** What `superResolveTold` takes besides network, image and numbers. */
export interface ToldOptions {
  /** The layer whose numbers are given; default `Representation`, that of networks with a degradation encoder. `Vector` is that of a guided RRDB. */
  readonly layer?: string;
}

/**
 * What a network that looks at the degradation makes of an image if it is *told* of one: its own representation is not computed, the given
 * numbers take its place. With its own, which `tap` gives, the output is that of `superResolve`.
 *
 * @param row as many numbers as the layer puts out for an image.
 * @returns (s H) x (s W) x 3, clipped to [0, 1].
 * @throws InputError for a network without such a layer, another number of numbers, or one that is not finite.
 */
export async function superResolveTold(
  network: Pick<Network, 'model'>,
  image: Image,
  row: ArrayLike<number>,
  { layer = 'Representation' }: ToldOptions = {},
): Promise<Image> {
  const data = Float32Array.from(row);
  const bad = data.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new InputError(`A representation of ${bad} tells a network nothing.`);
  const { height, width } = image;
  const input = { data: image.data, dims: [1, height, width, 3] };
  const output = await outputGiven(network.model, input, layer, { data, dims: [1, data.length] });
  if (output.dims.length !== 4 || output.dims[3] !== 3) {
    throw new InputError(
      `The network puts out ${output.dims.join(' x ')} numbers: no image in three colours.`,
    );
  }
  const clipped = output.data.map((value) => Math.min(1, Math.max(0, value)));
  return createImage(output.dims[1], output.dims[2], clipped);
}
