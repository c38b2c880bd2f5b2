import { InputError } from '@ddr-lab/base/errors';
import type { Size } from './find-size';

/** What may be told of a network with its own graph whose file leaves it open. */
export interface GraphOptions {
  /** `nchw` (channels before rows) or `nhwc`; of ONNX alone. Default: as the file says, or found by trying. */
  readonly layout?: 'nchw' | 'nhwc';
  /** The output that is the network's image, where it has several. Default: the one that is an image. */
  readonly output?: string;
  /** The only size of images that it takes, in pixels; a number: of squares. Default: found by trying. */
  readonly size?: number | Size;
  /** The side of the images that will go in, in pixels: tried first, where it takes none of the usual sizes. */
  readonly patch?: number;
  /** A number for each input besides the image, which is filled with it: the noise that a denoiser is told, `{ sigma: 0.1 }`. */
  readonly inputs?: Readonly<Record<string, number>>;
}

/** The largest side that may be asked for. */
const largest = 4096;

/**
 * The size that was asked for.
 *
 * @throws InputError for one that no image has.
 */
export function askedSize({ size }: GraphOptions): Size | undefined {
  if (size === undefined) return undefined;
  const { height, width } = typeof size === 'number' ? { height: size, width: size } : size;
  for (const side of [height, width]) {
    if (!(Number.isInteger(side) && side >= 1 && side <= largest)) {
      throw new InputError(`size ${String(side)}: sides of images are whole numbers from 1 to ${largest}.`);
    }
  }
  return { height, width };
}

/** No file is believed that it takes larger images alone, in pixels: trying it would take gigabytes. */
const mostPixels = 2 ** 20;

/**
 * The one size that a file says, where it says one.
 *
 * @param refuse throws the error that names the file.
 */
export function sizeInFile(
  height: number | null | undefined,
  width: number | null | undefined,
  refuse: (why: string) => never,
): Size | undefined {
  if (!height || !width || height < 1 || width < 1) return undefined;
  if (height * width > mostPixels) {
    refuse(
      `it takes images of ${height} x ${width} alone, over the limit of ${mostPixels} pixels; save it for any size`,
    );
  }
  return { height, width };
}

/** The size to try before others. */
export function likelySizes({ patch }: GraphOptions): Size[] {
  return patch !== undefined && Number.isInteger(patch) && patch > 0 && patch <= largest
    ? [{ height: patch, width: patch }]
    : [];
}

/**
 * Checks options before anything is read.
 *
 * @throws InputError for values that make no sense.
 */
export function checkGraphOptions(options: GraphOptions): void {
  askedSize(options);
  if (options.layout !== undefined && options.layout !== 'nchw' && options.layout !== 'nhwc') {
    throw new InputError(`layout ${String(options.layout)}: it is nchw or nhwc.`);
  }
  for (const [name, value] of Object.entries(options.inputs ?? {})) {
    if (!Number.isFinite(value))
      throw new InputError(`inputs.${name} ${String(value)}: it is filled with a number.`);
  }
}
