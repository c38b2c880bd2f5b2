import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, luma } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';

/** The range of samples: [0, 1], [0, 255], or [-1, 1]. */
export type Range = 1 | 255 | 'signed';

/** What a network's authors feed it, and what it puts out. */
export interface Convention {
  /** Default 1. */
  readonly range: Range;
  /** Default: that of the input. */
  readonly outputRange: Range;
  /** Order of colours; of no account for a network of one channel. */
  readonly channels: 'rgb' | 'bgr';
}

/** Parts of a convention that were asked for. */
export type ConventionOptions = Partial<Convention>;

/** Samples in [0, 1] as factor x sample + offset. */
const linear: Readonly<Record<Range, { readonly factor: number; readonly offset: number }>> = {
  1: { factor: 1, offset: 0 },
  255: { factor: 255, offset: 0 },
  signed: { factor: 2, offset: -1 },
};

/**
 * The whole convention; what was not asked for is RGB in [0, 1], in and out alike.
 *
 * @throws InputError for a range or an order that there is none of.
 */
export function wholeConvention(options: ConventionOptions): Convention {
  const { range = 1, outputRange = range, channels = 'rgb' } = options;
  for (const one of [range, outputRange]) {
    if (!Object.hasOwn(linear, one)) {
      throw new InputError(
        `range ${String(one)}: samples are in 1 ([0, 1]), 255 ([0, 255]) or signed ([-1, 1]).`,
      );
    }
  }
  if (channels !== 'rgb' && channels !== 'bgr') {
    throw new InputError(`channels ${String(channels)}: their order is rgb or bgr.`);
  }
  return { range, outputRange, channels };
}

/** In words: `BGR in [0, 255]`. */
export function conventionText({ range, outputRange, channels }: Convention, colours: 1 | 3): string {
  const words = (one: Range): string => (one === 'signed' ? '[-1, 1]' : `[0, ${one}]`);
  const out = range === outputRange ? '' : `, its output in ${words(outputRange)}`;
  return `${colours === 1 ? 'Y' : channels.toUpperCase()} in ${words(range)}${out}`;
}

/** Samples in [0, 1], RGB, as the network wants them; the same array where nothing changes. */
export function toNetwork(images: Numbers, { range, channels }: Convention): Numbers {
  const { factor, offset } = linear[range];
  return mapped(images, factor, offset, channels);
}

/** The network's samples as RGB in [0, 1]. */
export function fromNetwork(images: Numbers, { outputRange, channels }: Convention): Numbers {
  const { factor, offset } = linear[outputRange];
  return mapped(images, 1 / factor, -offset / factor, channels);
}

function mapped(images: Numbers, factor: number, offset: number, channels: 'rgb' | 'bgr'): Numbers {
  const { data, dims } = images;
  const turned = channels === 'bgr' && dims[dims.length - 1] === 3;
  if (factor === 1 && offset === 0 && !turned) return images;
  const result = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const from = turned ? i + 2 - 2 * (i % 3) : i;
    result[i] = factor * data[from] + offset;
  }
  return { data: result, dims };
}

/** The Y of images N x H x W x 3, as N x H x W x 1 (BT.601 as MATLAB has it, see `luma`). */
export function lumaOf({ data, dims: [count, height, width] }: Numbers): Numbers {
  const y = Float32Array.from(luma({ height, width: count * width, data }));
  return { data: y, dims: [count, height, width, 1] };
}

/**
 * Images of the Y that a network made, N x sH x sW x 1, and the colours of what it was given, N x H x W x 3, enlarged
 * bicubically: as super-resolution of luma alone is shown in colour (Dong et al. 2014).
 */
export function withColours(y: Numbers, given: Numbers): Numbers {
  const [count, height, width] = y.dims;
  const [, lowHeight, lowWidth] = given.dims;
  const data = new Float32Array(count * height * width * 3);
  for (let n = 0; n < count; n++) {
    const size = lowHeight * lowWidth * 3;
    const rgb = given.data.subarray(n * size, (n + 1) * size);
    const low = createImage(lowHeight, lowWidth, opponents(rgb));
    const colours = resize(low, { height, width }).data;
    const start = n * height * width;
    for (let i = 0; i < height * width; i++) {
      const white = (255 * y.data[start + i] - 16) / 219;
      const [blue, red] = [colours[3 * i], colours[3 * i + 1]];
      const at = 3 * (start + i);
      data[at] = white + red;
      data[at + 1] = white - (0.114 * blue + 0.299 * red) / 0.587;
      data[at + 2] = white + blue;
    }
  }
  return { data, dims: [count, height, width, 3] };
}

/** B - Y and R - Y of each pixel, which are Cb and Cr but for their scale; the third place is empty. */
function opponents(rgb: Float32Array): Float32Array {
  const result = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const white = 0.299 * rgb[i] + 0.587 * rgb[i + 1] + 0.114 * rgb[i + 2];
    result[i] = rgb[i + 2] - white;
    result[i + 1] = rgb[i] - white;
  }
  return result;
}
