import { createImage, type Image } from '../../images/image';
import type { Plane } from './plane';
import { invert } from './transforms/invert';

/** Names of the colour spaces in which colour images are filtered. */
export type ColourSpace = 'opponent' | 'ycbcr';

/** Luminance first, then two differences of colour: what each channel is made of red, green and blue. */
const matrices: Readonly<Record<ColourSpace, Float64Array>> = {
  opponent: Float64Array.of(1 / 3, 1 / 3, 1 / 3, 1 / 2, 0, -1 / 2, 1 / 4, -1 / 2, 1 / 4),
  ycbcr: Float64Array.of(0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312),
};

/** Names of the colour spaces. */
export const colourSpaces = Object.keys(matrices) as ColourSpace[];

/** Whether all three channels are equal everywhere. */
export function isGrey({ data }: Image): boolean {
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}

/** The red channel alone, in 8-bit levels: all there is of a grey image. */
export function greyPlane({ height, width, data }: Image): Plane {
  return { height, width, data: Float64Array.from({ length: height * width }, (_, i) => data[3 * i] * 255) };
}

/** The three channels of a colour space, in 8-bit levels. */
export function toPlanes({ height, width, data }: Image, space: ColourSpace): Plane[] {
  const m = matrices[space];
  return [0, 3, 6].map((row) => {
    const channel = new Float64Array(height * width);
    for (let i = 0; i < channel.length; i++) {
      const at = 3 * i;
      channel[i] = 255 * (m[row] * data[at] + m[row + 1] * data[at + 1] + m[row + 2] * data[at + 2]);
    }
    return { height, width, data: channel };
  });
}

/** The deviation of each channel when red, green and blue have independent noise of deviation `sigma`. */
export function channelSigmas(sigma: number, space: ColourSpace): number[] {
  const m = matrices[space];
  return [0, 3, 6].map((row) => sigma * Math.hypot(m[row], m[row + 1], m[row + 2]));
}

/** An image of one grey plane, or of the three channels of a colour space; clipped to [0, 1]. */
export function toImage(planes: readonly Plane[], space: ColourSpace): Image {
  const { height, width } = planes[0];
  const image = createImage(height, width);
  const m = invert(matrices[space], 3);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) {
      const level =
        planes.length === 1
          ? planes[0].data[i]
          : m[3 * c] * planes[0].data[i] +
            m[3 * c + 1] * planes[1].data[i] +
            m[3 * c + 2] * planes[2].data[i];
      image.data[3 * i + c] = Math.min(1, Math.max(0, level / 255));
    }
  }
  return image;
}
