import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { Image } from '@ddr-lab/images/image';
import { superResolve } from '../../networks/super-resolve';
import type { Runnable } from '../../networks/tappable';
import type { WeatherPatches } from './weathers';

/** What stands for no network at all. */
export const UNTOUCHED = 'untouched';

/** What stands for no weather at all. */
export const DRY = 'dry';

/** Errors of one network's outputs under one weather, a number an image, in 8-bit levels. */
export interface ErrorRow {
  readonly network: string;
  readonly weather: string;
  /** E_R: root of the mean squared error to the background where the weather covers it; NaN where nothing is covered. */
  readonly rain: readonly number[];
  /** E_B: the same of all else. */
  readonly background: readonly number[];
  /** What is left of the weather: 1 where nothing is removed, 0 where all is. It does not count what a network does to dry images. */
  readonly left: readonly number[];
}

/**
 * Root mean squared errors in 8-bit levels, inside and outside a mask, over three channels.
 *
 * @param mask H x W, 1 inside.
 * @returns NaN where there is no pixel.
 */
export function maskedErrors(
  output: Image,
  clean: Image,
  mask: Uint8Array,
): { inside: number; outside: number } {
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < output.data.length; i++) {
    const side = mask[Math.floor(i / 3)];
    sums[side] += (output.data[i] - clean.data[i]) ** 2;
    counts[side]++;
  }
  const [outside, inside] = sums.map((sum, side) => 255 * Math.sqrt(sum / counts[side]));
  return { inside, outside };
}

/**
 * How much of the weather an output holds yet: < output - output of the dry image, weather > / < weather, weather > where the mask is
 * 1. Weather is the degraded image less the dry one. A network that merely darkens all it sees gains nothing by it.
 */
export function weatherLeft(
  outputs: { readonly degraded: Image; readonly dry: Image },
  inputs: { readonly degraded: Image; readonly dry: Image },
  mask: Uint8Array,
): number {
  let [both, own] = [0, 0];
  for (let i = 0; i < inputs.dry.data.length; i++) {
    if (mask[Math.floor(i / 3)] === 0) continue;
    const weather = inputs.degraded.data[i] - inputs.dry.data[i];
    both += (outputs.degraded.data[i] - outputs.dry.data[i]) * weather;
    own += weather * weather;
  }
  return both / own;
}

/** What `errorRows` takes. */
export interface ErrorOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** One network's outputs: of the dry patches, and of each weather's. */
export interface Outputs {
  readonly dry: readonly Image[];
  readonly weathers: readonly (readonly Image[])[];
}

/** What a network makes of all patches. */
export async function outputsOf(
  network: Runnable,
  { dry, weathers }: WeatherPatches,
  { onProgress, signal = currentSignal() }: ErrorOptions = {},
): Promise<Outputs> {
  const total = (weathers.length + 1) * dry.length;
  let done = 0;
  const restored = async (images: readonly Image[]): Promise<Image[]> => {
    const outputs: Image[] = [];
    for (const image of images) {
      signal?.throwIfAborted();
      const output = await superResolve(network, image);
      if (output.height !== image.height || output.width !== image.width) {
        throw new InputError(
          `The network makes ${output.height} x ${output.width} of ${image.height} x ${image.width} pixels: deraining keeps the size.`,
        );
      }
      outputs.push(output);
      onProgress?.({ done: ++done, total });
    }
    return outputs;
  };
  const own: Image[][] = [];
  const first = await restored(dry);
  for (const { images } of weathers) own.push(await restored(images));
  return { dry: first, weathers: own };
}

/**
 * Both errors of a network under each weather, and on dry images last.
 *
 * @throws InputError for a network that changes the size of an image.
 */
export async function errorRows(
  name: string,
  network: Runnable,
  patches: WeatherPatches,
  options: ErrorOptions = {},
): Promise<ErrorRow[]> {
  return rowsOf(name, await outputsOf(network, patches, options), patches);
}

/** The errors of the images as they are. */
export function untouchedRows(patches: WeatherPatches): ErrorRow[] {
  return rowsOf(
    UNTOUCHED,
    { dry: patches.dry, weathers: patches.weathers.map(({ images }) => images) },
    patches,
  );
}

function rowsOf(network: string, outputs: Outputs, { dry, weathers }: WeatherPatches): ErrorRow[] {
  const rows = weathers.map(({ name, images, masks }, w): ErrorRow => {
    const own = outputs.weathers[w];
    const errors = own.map((output, i) => maskedErrors(output, dry[i], masks[i]));
    return {
      network,
      weather: name,
      rain: errors.map(({ inside }) => inside),
      background: errors.map(({ outside }) => outside),
      left: own.map((output, i) =>
        weatherLeft(
          { degraded: output, dry: outputs.dry[i] },
          { degraded: images[i], dry: dry[i] },
          masks[i],
        ),
      ),
    };
  });
  const nowhere = new Uint8Array(dry[0].height * dry[0].width);
  const background = outputs.dry.map((output, i) => maskedErrors(output, dry[i], nowhere).outside);
  const none = dry.map(() => NaN);
  return [...rows, { network, weather: DRY, rain: none, background, left: none }];
}

/**
 * The row of a network under a weather.
 *
 * @throws InputError where there is none.
 */
export function rowOf(rows: readonly ErrorRow[], network: string, weather: string): ErrorRow {
  const row = rows.find((one) => one.network === network && one.weather === weather);
  if (!row) throw new InputError(`There is no row of ${network} under ${weather}.`);
  return row;
}

/** The mean of numbers. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
