import { createRandom, type Random } from '@ddr-lab/base/random';
import { cropRandom } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { gaussianBlur } from '../../degradations/gaussian-blur';
import { lowResolved, quantised } from '../../degradations/low-resolution-model';

/** What an image is: an LR image of the model of blind super-resolution, or a photograph as it is. */
export type Kind = 'low-resolution' | 'photograph';

/** A degraded image, and how it was degraded. */
export interface Draw {
  readonly kind: Kind;
  readonly image: Image;
  /** Standard deviation of the blur in pixels of `image`: of an LR image a quarter of that in HR pixels. */
  readonly blur: number;
  /** Standard deviation of the noise in 8-bit levels. */
  readonly noise: number;
}

/** What is drawn for each kind. */
const ranges = {
  'low-resolution': { blur: [0, 4], withoutBlur: 0.15, noise: [0, 35], withoutNoise: 0.45 },
  photograph: { blur: [0, 4], withoutBlur: 0.25, noise: [0, 55], withoutNoise: 0.4 },
} as const;

/** The LR model's factor. */
const SCALE = 4;

/** Sides of crops in pixels of the image that is degraded, at least and at most; LR images may be of the whole image. */
const SIDES = { 'low-resolution': [32, 128], photograph: [48, 224] } as const;

const between = ([from, to]: readonly [number, number], share: number): number => from + (to - from) * share;

/** A photograph degraded by what the stream says: a part of it, blurred, with noise, in 8 bits. */
export async function drawDegraded(
  source: Image,
  kind: Kind,
  seeds: readonly [number, ...number[]],
): Promise<Draw> {
  const random = createRandom(...seeds);
  const range = ranges[kind];
  const u = Array.from({ length: 6 }, () => random.uniform());
  // Small blurs, which are hard to tell, more often than large ones, of photographs.
  const share = kind === 'photograph' ? u[1] ** 1.5 : u[1];
  const blur = u[0] < range.withoutBlur ? 0 : between(range.blur, share);
  const noise = u[2] < range.withoutNoise ? 0 : between(range.noise, u[3]);
  const seed = random.integer(2 ** 31);
  if (kind === 'low-resolution') {
    const hr = part(source, SIDES[kind], SCALE, random);
    return { kind, image: lowResolved(hr, { blur, noise }, { seed }), blur: blur / SCALE, noise };
  }
  // Photographs are not equally sharp by themselves: half of them are shrunk first.
  const shrunk = u[4] < 0.5 ? source : resize(source, { scale: 1 / between([1, 2.5], u[5]) });
  const sharp = part(shrunk, SIDES[kind], 1, random);
  const blurred = blur > 0 ? await gaussianBlur(sharp, { sigma: blur }) : sharp;
  const { height, width, data } = blurred;
  const bytes = quantised(data, 255, { noise, seed });
  return {
    kind,
    image: createImage(
      height,
      width,
      Float32Array.from(bytes, (level) => level / 255),
    ),
    blur,
    noise,
  };
}

/** A rectangle drawn of an image, its sides multiples of a scale. */
function part(image: Image, [least, most]: readonly [number, number], scale: number, random: Random): Image {
  const side = (length: number): number => {
    const longest = Math.floor(length / scale);
    const drawn = Math.round(between([least, most], random.uniform()));
    return scale * Math.min(longest, drawn);
  };
  return cropRandom(image, { height: side(image.height), width: side(image.width) }, random);
}
