import { InputError } from '../errors';
import type { Image } from '../images/image';
import { overRuns, type Spread } from '../metrics/spread';
import type { OnProgress } from '../progress';

/** Makes a restored, enlarged image of an LR image. */
export type Method = (lr: Image) => Promise<Image> | Image;

/** What `removedShares` takes. */
export interface RemovedShareOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** How much of a degradation a method takes away. */
export interface RemovedShareRow {
  readonly method: string;
  readonly degradation: string;
  /** Over the images: 1, all of it; 0, as much as `reference` leaves; below 0, it makes more of it. */
  readonly share: Spread;
}

/**
 * How much of a degradation each method takes away, as a number for "the network is switched off" (Sec. 3): a degradation
 * changes what a method puts out, and the smaller that change beside the change of the plain upscaling's output, the more
 * has been removed,
 *
 *     share = 1 - |f(degraded) - f(clean)|^2 / |reference(degraded) - reference(clean)|^2.
 *
 * Each method is compared with its own output on the clean image, so that its sharpness is not taken for restoration.
 *
 * @param clean LR images
 * @param degraded the same images by the names of degradations; a shift, which no method could see, must be in both
 * @throws InputError when the numbers of images differ or a degradation changes nothing.
 */
export async function removedShares(
  methods: Readonly<Record<string, Method>>,
  reference: Method,
  clean: readonly Image[],
  degraded: Readonly<Record<string, readonly Image[]>>,
  options: RemovedShareOptions = {},
): Promise<RemovedShareRow[]> {
  const { onProgress, signal } = options;
  for (const [name, images] of Object.entries(degraded)) {
    if (images.length === clean.length && clean.length > 0) continue;
    throw new InputError(
      `${name}: ${images.length} degraded images beside ${clean.length} clean ones: give as many.`,
    );
  }
  const names = Object.keys(degraded);
  const total = (Object.keys(methods).length + 1) * (names.length + 1) * clean.length;
  let done = 0;
  const outputs = async (name: string, method: Method, images: readonly Image[]): Promise<Image[]> => {
    const made: Image[] = [];
    for (const image of images) {
      signal?.throwIfAborted();
      made.push(await method(image));
      onProgress?.({ done: ++done, total, note: name });
    }
    return made;
  };
  const changes = async (name: string, method: Method): Promise<Record<string, number[]>> => {
    const ofClean = await outputs(name, method, clean);
    const change: Record<string, number[]> = {};
    for (const degradation of names) {
      const made = await outputs(name, method, degraded[degradation]);
      change[degradation] = made.map((image, i) => squaredDistance(image, ofClean[i]));
    }
    return change;
  };
  const plain = await changes('reference', reference);
  const rows: RemovedShareRow[] = [];
  for (const [name, method] of Object.entries(methods)) {
    const change = await changes(name, method);
    for (const degradation of names) {
      const shares = change[degradation].map((own, i) => {
        if (plain[degradation][i] > 0) return 1 - own / plain[degradation][i];
        throw new InputError(
          `${degradation} does not change image ${i}: there is nothing to remove. Use images with content.`,
        );
      });
      rows.push({ method: name, degradation, share: overRuns(shares) });
    }
  }
  return rows;
}

function squaredDistance(a: Image, b: Image): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] - b.data[i]) ** 2;
  return sum;
}
