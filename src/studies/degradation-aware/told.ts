import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { tap } from '../../features/tap';
import type { Network } from '../../networks/network';
import { superResolveTold } from '../../networks/super-resolve-told';
import type { LowResolutionVersion } from '../../analysis/low-resolution-versions';
import { type ImagePair, mean, restoredPsnr, versionPair } from '../../analysis/restored-versions';

/** What `toldMatrix` takes. */
export interface ToldOptions {
  /** The layer that tells; default `Representation`. */
  readonly layer?: string;
  /** LR pixels of a side of the middle that is restored; default 32. */
  readonly patch?: number;
  /** The network's scale; default 4. */
  readonly scale?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** PSNR in dB by what a network was told and by what was true. */
export interface ToldMatrix {
  /** The degradations, of both. */
  readonly versions: readonly string[];
  /** `psnr[told][true]`: of each image, told by the next image under the degradation `told`. */
  readonly psnr: readonly (readonly (readonly number[])[])[];
  /** `own[true]`: of each image told by itself, as the network does it. */
  readonly own: readonly (readonly number[])[];
}

/** The versions of the middle of each image, and what the network makes of their degradation. */
async function pairsAndRows(
  network: Network,
  images: ImageSet,
  versions: readonly LowResolutionVersion[],
  { layer, patch, scale }: Required<Pick<ToldOptions, 'layer' | 'patch' | 'scale'>>,
): Promise<{ pairs: ImagePair[][]; rows: Float32Array[][] }> {
  const pairs: ImagePair[][] = versions.map(() => []);
  for (let seed = 0; seed < images.count; seed++) {
    const image = await images.read(seed);
    for (const [v, version] of versions.entries())
      pairs[v].push(await versionPair(image, version, { patch, scale, seed }));
  }
  const rows: Float32Array[][] = [];
  for (const own of pairs) {
    const { data, columns } = (
      await tap(
        network,
        [layer],
        own.map(({ lr }) => lr),
      )
    )[layer];
    rows.push(own.map((_, i) => data.subarray(i * columns, (i + 1) * columns)));
  }
  return { pairs, rows };
}

/**
 * A network told of each degradation while it restores each. The numbers that tell come from *another* image (the next), so that they say
 * nothing of the content.
 *
 * @throws InputError for fewer than two images, and a network without such a layer.
 */
export async function toldMatrix(
  network: Network,
  images: ImageSet,
  versions: readonly LowResolutionVersion[],
  options: ToldOptions = {},
): Promise<ToldMatrix> {
  const { layer = 'Representation', patch = 32, scale = 4, onProgress, signal = currentSignal() } = options;
  if (images.count < 2) throw new InputError('Telling an image by another takes two images or more.');
  const { pairs, rows } = await pairsAndRows(network, images, versions, { layer, patch, scale });
  const total = (versions.length + 1) * versions.length;
  let done = 0;
  const restored = async (truth: number, row: (image: number) => Float32Array): Promise<number[]> => {
    const values: number[] = [];
    for (const [i, { hr, lr }] of pairs[truth].entries()) {
      signal?.throwIfAborted();
      values.push(restoredPsnr(await superResolveTold(network, lr, row(i), { layer }), hr, scale));
    }
    onProgress?.({ done: ++done, total, note: versions[truth].name });
    return values;
  };
  const psnr: number[][][] = [];
  for (const told of rows) {
    const line: number[][] = [];
    for (const truth of versions.keys()) line.push(await restored(truth, (i) => told[(i + 1) % told.length]));
    psnr.push(line);
  }
  const own: number[][] = [];
  for (const truth of versions.keys()) own.push(await restored(truth, (i) => rows[truth][i]));
  return { versions: versions.map(({ name }) => name), psnr, own };
}

/** What a wrong representation costs each image, in dB: the mean over all pairs of a told and another true degradation, against being told of the true one. */
export function costs({ psnr }: ToldMatrix): number[] {
  const pairs = psnr.flatMap((line, told) =>
    line.flatMap((values, truth) => (told === truth ? [] : [{ values, right: psnr[truth][truth] }])),
  );
  return pairs[0].right.map((_, i) => mean(pairs.map(({ values, right }) => right[i] - values[i])));
}

/** The degradations that are restored best when told of themselves, on the mean over images. */
export function ownBest({ psnr, versions }: ToldMatrix): string[] {
  return versions.filter((_, truth) => {
    const means = psnr.map((line) => mean(line[truth]));
    return means.every((value, told) => told === truth || value < means[truth]);
  });
}
