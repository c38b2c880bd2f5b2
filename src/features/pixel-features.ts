import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { seenBy, type FeatureView } from './tap';

/** What `pixelFeatures` takes. */
export interface PixelFeaturesOptions {
  /**
   * `pixels` (default): RGB as it is. `differences`: of each pixel to its right and to its lower neighbour, six
   * numbers a pixel; their deviations are the energies of the finest horizontal and vertical detail.
   */
  readonly of?: 'pixels' | 'differences';
  /** Default `flattened`. */
  readonly view?: FeatureView;
}

/**
 * What can be told of images without any network: a control for `tap`, in the same views.
 *
 * @returns one row an image, as `tap` gives them.
 * @throws InputError for no images, or images of several sizes.
 */
export function pixelFeatures(
  images: readonly Image[],
  { of = 'pixels', view = 'flattened' }: PixelFeaturesOptions = {},
): Matrix<Float32Array> {
  if (images.length === 0) throw new InputError('No images were given.');
  const { height, width } = images[0];
  if (images.some((image) => image.height !== height || image.width !== width)) {
    throw new InputError('Images must have one size to be compared. Crop them.');
  }
  const maps = images.map((image) => (of === 'pixels' ? Float32Array.from(image.data) : differences(image)));
  const data = new Float32Array(maps.length * maps[0].length);
  maps.forEach((map, i) => data.set(map, i * map.length));
  const dims = of === 'pixels' ? [maps.length, height, width, 3] : [maps.length, height - 1, width - 1, 6];
  const seen = seenBy(view, { data, dims }).data as Float32Array;
  return createMatrix(images.length, seen.length / images.length, seen);
}

/** (H - 1) x (W - 1) x 6: the differences of R, G and B to the right neighbour, then to the lower one. */
function differences({ height, width, data }: Image): Float32Array {
  if (height < 2 || width < 2) {
    throw new InputError(`An image of ${height} x ${width} has no neighbours in both directions.`);
  }
  const map = new Float32Array((height - 1) * (width - 1) * 6);
  let to = 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) map[to++] = data[at + 3 + c] - data[at + c];
      for (let c = 0; c < 3; c++) map[to++] = data[at + 3 * width + c] - data[at + c];
    }
  }
  return map;
}
