import { InputError } from '@ddr-lab/base/errors';
import type { Interval } from '@ddr-lab/base/interval';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { Image } from '@ddr-lab/images/image';
import { type Probe, readProbe, shareOutside } from './probe';
import { rankOf } from './ranks';
import { type Estimate, estimatesOf } from './reading';
import { imageStatistics } from './statistics/statistics';
import { tooLittle, warningsOf } from './warnings';

/** A place in an order, 1 for the least degraded, and the places that the intervals leave open. */
export interface Rank extends Interval {
  readonly place: number;
}

/** What degradation an image carries. */
export interface DegradationEstimate {
  /** Standard deviation of a Gaussian blur in pixels of the image as given; undefined where nothing tells it. */
  readonly blur?: Estimate;
  /** The same in HR pixels, if the image is an LR image of the x4 model of blind super-resolution: 4 times as many. */
  readonly blurHr?: Estimate;
  /** Standard deviation of Gaussian noise in 8-bit levels; undefined where nothing tells it. */
  readonly noise?: Estimate;
  /** Among the images given; undefined for an image without the estimate. */
  readonly rank: { readonly blur?: Rank; readonly noise?: Rank };
  /** Whether it was read as a grey image: its channels are equal. */
  readonly grey: boolean;
  /** Why the numbers may be wrong, in plain words; none where all is as it was when the probe was fitted. */
  readonly warnings: readonly string[];
}

/** What `estimateDegradation` takes. */
export interface EstimateOptions {
  /** Default: the probe that ships. */
  readonly probe?: Probe;
  readonly onProgress?: OnProgress;
  /** Stops between two images; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** HR pixels in a pixel of the x4 model. */
const SCALE = 4;

/**
 * Estimates what degradation images carry: the width of a Gaussian blur, and the level of Gaussian noise, each with an interval of 90 %, and the order of the images by both. Images are
 * looked at whole up to 2^20 pixels, larger ones in tiles. The probe is a regression on statistics of the image, fitted on photographs and drawn scenes, and on LR images of
 * them (`lowResolved`): blur of 0 to 4 pixels, noise of 0 to 55 levels.
 *
 * @param images one H x W x 3 image in [0, 1] or several, of any sizes; or functions that read them one after the other.
 * @returns one estimate, or as many as images, in their order.
 * @throws InputError where there is no image, and for a probe file that is missing or damaged.
 */
export async function estimateDegradation(
  images: Image,
  options?: EstimateOptions,
): Promise<DegradationEstimate>;
export async function estimateDegradation(
  images: readonly (Image | (() => Promise<Image>))[],
  options?: EstimateOptions,
): Promise<DegradationEstimate[]>;
export async function estimateDegradation(
  images: Image | readonly (Image | (() => Promise<Image>))[],
  { probe, onProgress, signal = currentSignal() }: EstimateOptions = {},
): Promise<DegradationEstimate | DegradationEstimate[]> {
  const list = 'data' in images ? [images] : images;
  if (list.length === 0) throw new InputError('No images were given.');
  const by = probe ?? (await readProbe());
  const found: Unranked[] = [];
  for (const one of list) {
    signal?.throwIfAborted();
    found.push(estimateOne(typeof one === 'function' ? await one() : one, by));
    onProgress?.({ done: found.length, total: list.length });
    // An image holds the thread for a while: let messages through, an interrupt among them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const ranked = found.map((estimate, i) => ({
    ...estimate,
    rank: {
      blur: rankOf(
        i,
        found.map(({ blur }) => blur),
      ),
      noise: rankOf(
        i,
        found.map(({ noise }) => noise),
      ),
    },
  }));
  return 'data' in images ? ranked[0] : ranked;
}

type Unranked = Omit<DegradationEstimate, 'rank'>;

function estimateOne(image: Image, probe: Probe): Unranked {
  const little = tooLittle(image);
  if (little !== undefined) return { grey: false, warnings: [little] };
  const { grey, values } = imageStatistics(image);
  const part = grey ? probe.grey : probe.colour;
  const { noise, blur } = estimatesOf(part, values);
  const { flat, warnings } = warningsOf({ image, values, noise, blur, outside: shareOutside(part, values) });
  if (flat) return { noise, grey, warnings };
  const hr = { value: SCALE * blur.value, low: SCALE * blur.low, high: SCALE * blur.high };
  return { blur, blurHr: hr, noise, grey, warnings };
}
