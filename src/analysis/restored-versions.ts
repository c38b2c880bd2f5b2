import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { crop, cropCentre, cropToMultiple, middleOf } from '@ddr-lab/images/crop';
import { type Image, mapSamples } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { psnr } from '../metrics/psnr';
import { superResolve } from '../networks/super-resolve';
import type { Runnable } from '../networks/tappable';
import type { LowResolutionVersion } from './low-resolution-versions';

/** What plain enlargement is called among networks. */
export const BICUBIC = 'bicubic';

/** What `restorationRows` takes. */
export interface RestorationOptions {
  /** LR pixels of a side of the middle that is restored; default the whole image. */
  readonly patch?: number;
  /** The networks' scale; default 4. */
  readonly scale?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What one network makes of one version of the images. */
export interface RestorationRow {
  /** A network's name, or `bicubic`. */
  readonly network: string;
  readonly version: string;
  /** PSNR of each image in dB: luma, rounded to 8 bits, `scale` pixels cut off along the borders. */
  readonly psnr: readonly number[];
}

/** An HR image and its LR version. */
export interface ImagePair {
  readonly hr: Image;
  readonly lr: Image;
}

/** LR pixels around a patch that blur and bicubic may need: 21 taps and 16 reach 20 HR pixels. */
const MARGIN = 5;

/**
 * A version of an image, or of its middle, which is cut out after it was degraded.
 *
 * @param patch LR pixels of a side; undefined: the whole image.
 * @throws InputError for an image that does not hold the patch.
 */
export async function versionPair(
  image: Image,
  version: LowResolutionVersion,
  { patch, scale, seed }: { readonly patch?: number; readonly scale: number; readonly seed: number },
): Promise<ImagePair> {
  if (patch === undefined) {
    const hr = cropToMultiple(image, scale);
    return { hr, lr: await version.make(hr, { scale, seed }) };
  }
  const around = cropToMultiple(middleOf(image, (patch + 2 * MARGIN) * scale), scale);
  const lr = await version.make(around, { scale, seed });
  const [top, left] = [Math.floor((lr.height - patch) / 2), Math.floor((lr.width - patch) / 2)];
  const size = patch * scale;
  return { hr: crop(around, scale * top, scale * left, size), lr: cropCentre(lr, patch) };
}

/** PSNR in dB as the field measures it: luma, rounded to 8 bits, `scale` pixels cut off along the borders. */
export function restoredPsnr(output: Image, hr: Image, scale: number): number {
  const rounded = mapSamples(output, (value) => Math.round(value * 255) / 255);
  return psnr(rounded, hr, { channel: 'y', border: scale });
}

/** How many samples of HR images are held at once: 64 MB. One image's versions are held in any case. */
const HELD = 2 ** 24;

/**
 * Super-resolution of each version of each image by each network, and by bicubic, which comes first. All see the same LR images. Each network
 * restores many images before the next one does: of networks in turns, engines that hold few of them would load each again for every image.
 *
 * @returns a row a network and version, network by network.
 */
export async function restorationRows(
  networks: Readonly<Record<string, Runnable>>,
  images: ImageSet,
  versions: readonly LowResolutionVersion[],
  options: RestorationOptions = {},
): Promise<RestorationRow[]> {
  const { patch, scale = 4, onProgress, signal = currentSignal() } = options;
  const names = [BICUBIC, ...Object.keys(networks)];
  const found = names.map(() => versions.map(() => [] as number[]));
  const total = images.count * versions.length * names.length;
  let done = 0;
  const restoreAll = async (pairs: readonly (ImagePair & { readonly v: number })[]): Promise<void> => {
    for (const [n, name] of names.entries()) {
      for (const { hr, lr, v } of pairs) {
        signal?.throwIfAborted();
        const output =
          name === BICUBIC
            ? resize(lr, { height: hr.height, width: hr.width })
            : await superResolve(networks[name], lr, { signal });
        found[n][v].push(restoredPsnr(output, hr, scale));
        onProgress?.({ done: ++done, total, note: name });
      }
    }
  };
  let pairs: (ImagePair & { v: number })[] = [];
  let held = 0;
  for (let seed = 0; seed < images.count; seed++) {
    const image = await images.read(seed);
    for (const [v, version] of versions.entries()) {
      signal?.throwIfAborted();
      const pair = await versionPair(image, version, { patch, scale, seed });
      pairs.push({ ...pair, v });
      held += pair.hr.data.length;
    }
    if (held < HELD && seed + 1 < images.count) continue;
    await restoreAll(pairs);
    [pairs, held] = [[], 0];
  }
  return names.flatMap((network, n) =>
    versions.map(({ name }, v) => ({ network, version: name, psnr: found[n][v] })),
  );
}

/** Mean PSNR of one network and version, in dB. */
export function meanPsnr(rows: readonly RestorationRow[], network: string, version: string): number {
  return mean(rowOf(rows, network, version).psnr);
}

/**
 * By how much each image is better restored by one network than by another, in dB: the mean over versions.
 *
 * @param versions default: all.
 * @throws InputError for a network or version that is not among the rows.
 */
export function gains(
  rows: readonly RestorationRow[],
  network: string,
  over: string,
  {
    versions = [...new Set(rows.map(({ version }) => version))],
  }: { readonly versions?: readonly string[] } = {},
): number[] {
  const pairs = versions.map((version) => [rowOf(rows, network, version), rowOf(rows, over, version)]);
  return pairs[0][0].psnr.map((_, i) => mean(pairs.map(([own, other]) => own.psnr[i] - other.psnr[i])));
}

function rowOf(rows: readonly RestorationRow[], network: string, version: string): RestorationRow {
  const row = rows.find((one) => one.network === network && one.version === version);
  if (!row) throw new InputError(`There is no row of ${network} on ${version}.`);
  return row;
}

/** The mean of numbers; NaN of none. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
