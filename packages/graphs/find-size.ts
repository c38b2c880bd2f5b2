import { InputError } from '@ddr-lab/base/errors';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';

/** The next size whose sides are multiples of a number. */
export function fittingSize({ height, width }: Size, multiple: number): Size {
  const fit = (side: number): number => Math.ceil(side / multiple) * multiple;
  return { height: fit(height), width: fit(width) };
}

/** Images N x H x W x C made larger at the bottom and at the right by their own reflection, which repeats no border. */
export function reflectedTo({ data, dims }: Numbers, { height, width }: Size): Numbers {
  const [count, ownHeight, ownWidth, channels] = dims;
  const result = new Float32Array(count * height * width * channels);
  const columns = Int32Array.from({ length: width }, (_, x) => reflected(x, ownWidth));
  let at = 0;
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++) {
      const row = (n * ownHeight + reflected(y, ownHeight)) * ownWidth;
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) result[at++] = data[(row + columns[x]) * channels + c];
    }
  return { data: result, dims: [count, height, width, channels] };
}

/** Where position `i` lies in a row of `size` that is followed by its reflection, back and forth. */
function reflected(i: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const at = i % period;
  return at < size ? at : period - at;
}

/**
 * Features N x h x w x C of enlarged images as those of the images: what lies beyond these is cut off, in proportion. What has no
 * rows and columns is left as it is.
 */
export function cutBack({ data, dims }: Numbers, from: Size, to: Size): Numbers {
  if (dims.length !== 4) return { data, dims };
  const [count, rows, columns, channels] = dims;
  const height = Math.ceil((rows * to.height) / from.height);
  const width = Math.ceil((columns * to.width) / from.width);
  if (height === rows && width === columns) return { data, dims };
  const result = new Float32Array(count * height * width * channels);
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++) {
      const start = (n * rows + y) * columns * channels;
      result.set(data.subarray(start, start + width * channels), (n * height + y) * width * channels);
    }
  return { data: result, dims: [count, height, width, channels] };
}

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

/** Of images. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** What came of running a network on an image of some size. */
export type Attempt<Result> =
  | {
      readonly result: Result;
      /** Rows and columns of its output; undefined where that is no image. */
      readonly output?: Size;
    }
  | Failed;

/** Why it does not run, in words. */
export interface Failed {
  readonly error: string;
  /** Not to be tried at another size: `end`, it runs at none or had to be ended; `time`, there is no more time. */
  readonly final?: 'end' | 'time';
}

/** The images that a network takes. */
export interface FoundSize<Result> {
  /** The only size; undefined: any, as far as `multiple` allows. */
  readonly size?: Size;
  /** Heights and widths are multiples of this. */
  readonly multiple: number;
  /** A size at which it has run, and what came of it there. */
  readonly at: Size;
  readonly result: Result;
}

/** Sizes that most networks take. Not square, so that rows and columns can be told from each other. */
const usual: readonly Size[] = [
  { height: 32, width: 48 },
  { height: 64, width: 128 },
];
/** What sides may have to be a multiple of: pooling and strides, pixels unshuffled, windows of attention. */
const multiples = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 24, 32, 48, 64];
/** Squares that networks are often written out for, after those that a file itself suggests. */
const squares = [64, 48, 56, 96, 128];

/**
 * Finds by trying which images a network takes: of any size; of sides that are multiples of some number, which a
 * network with a stride or with windows wants; or of one size alone, where it was written out for that.
 *
 * @param attempt runs the network on an image.
 * @param options `asked`: the size that is told to be the one; `suggested`: else those that the file suggests are tried after the
 *   usual ones; `any`: look for networks alone that take more than one size.
 */
export async function findSize<Result>(
  attempt: (size: Size) => Promise<Attempt<Result>>,
  { asked, suggested = [], any = false }: { asked?: Size; suggested?: readonly Size[]; any?: boolean },
): Promise<FoundSize<Result> | Failed> {
  let failure: Failed | undefined;
  const tried = async (size: Size): Promise<Attempt<Result>> => {
    const found = await attempt(size);
    // What is said of the first try is the likeliest to be to the point; but an end is one.
    if ('error' in found) failure = found.final ? found : (failure ?? found);
    return found;
  };
  if (asked) {
    const found = await tried(asked);
    return 'error' in found ? found : { size: asked, multiple: 1, at: asked, result: found.result };
  }
  for (const size of usual) {
    const found = await tried(size);
    if ('error' in found) {
      if (found.final) return found;
      continue;
    }
    const multiple = await multipleOf(attempt, size, found.output);
    return typeof multiple === 'number' ? { multiple, at: size, result: found.result } : multiple;
  }
  for (const multiple of multiples) {
    const at = sizeFor(multiple);
    const found = await tried(at);
    if (!('error' in found)) {
      // It may be that this one happens to go with something that is written out: another one tells.
      const other = { height: at.height, width: at.width + 2 * multiple };
      const there = await attempt(other);
      const isAlike = !('error' in there) && scaleOf(at, found.output) === scaleOf(other, there.output);
      return { ...(!isAlike && { size: at }), multiple: isAlike ? multiple : 1, at, result: found.result };
    } else if (found.final) return found;
  }
  if (any) return failure!;
  for (const size of [...suggested, ...squares.map((side) => ({ height: side, width: side }))]) {
    const found = await tried(size);
    if (!('error' in found)) return { size, multiple: 1, at: size, result: found.result };
    if (found.final) return found;
  }
  return failure!;
}

/** The smallest number whose multiples it takes, where it takes a size whose sides are multiples of 16. */
async function multipleOf<Result>(
  attempt: (size: Size) => Promise<Attempt<Result>>,
  known: Size,
  output: Size | undefined,
): Promise<number | Failed> {
  const scale = scaleOf(known, output);
  const largest = known.height % 64 === 0 ? 64 : 16;
  for (const multiple of multiples) {
    if (multiple >= largest || largest % multiple !== 0) continue;
    const size = sizeFor(multiple);
    const found = await attempt(size);
    if ('error' in found) {
      // What ends for another size is none to work with; what is slow was not found out.
      if (found.final) return found.final === 'end' ? found : 1;
      continue;
    }
    // A network that pads or cuts a pixel somewhere runs, and its output is no enlarged image any more.
    if (scale === undefined || scaleOf(size, found.output) === scale) return multiple;
  }
  return scale === undefined ? 1 : largest;
}

/** A small size of which no larger number is the divisor of both sides. */
function sizeFor(multiple: number): Size {
  if (multiple === 1) return { height: 31, width: 47 };
  const sides = [Math.max(1, Math.ceil(30 / multiple)), Math.max(2, Math.ceil(44 / multiple))];
  while (sides.some((side) => side > 2 && side % 2 === 0) || common(sides[0], sides[1]) > 1) {
    const at = sides[0] > 2 && sides[0] % 2 === 0 ? 0 : 1;
    sides[at]++;
  }
  return { height: sides[0] * multiple, width: sides[1] * multiple };
}

function common(a: number, b: number): number {
  return b === 0 ? a : common(b, a % b);
}

/** What it enlarges by; undefined where the output is no enlarged image. */
function scaleOf({ height, width }: Size, output: Size | undefined): number | undefined {
  if (!output) return undefined;
  const scale = output.height / height;
  return scale === output.width / width ? scale : undefined;
}
