import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { createRandom } from '@ddr-lab/base/random';

/** A set of noise images of the given sides (a little wider than high), of 8 bits a sample. */
export function noiseSet(...sides: number[]): ImageSet {
  const random = createRandom(4);
  const images: Image[] = sides.map((side) =>
    mapSamples(createImage(side, side + 4), () => random.integer(256) / 255),
  );
  return {
    name: 'noise',
    count: images.length,
    label: String,
    read: (i) => Promise.resolve(images[i]),
  };
}

/** A labelled set whose image i is 8 x 8 of the level i + 1, its first pixel excepted, which is white. */
export function numberedSet(count: number): ImageSet {
  return {
    name: 'numbered',
    count,
    label: String,
    read: async (i) => {
      const image = createImage(8, 8, new Float32Array(8 * 8 * 3).fill((i + 1) / 255));
      image.data.fill(1, 0, 3);
      return image;
    },
    classes: { names: ['even', 'odd'], ofImage: Int32Array.from({ length: count }, (_, i) => i % 2) },
  };
}
