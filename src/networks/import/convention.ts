import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';

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
