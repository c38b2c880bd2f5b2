import { type AnyDegradation, degradationNames, degrade } from '../../degradations/presets';
import { subSeed } from '../../degradations/degradation';
import { cropToMultiple } from '@ddr-lab/images/crop';
import { mapSamples, type Image } from '@ddr-lab/images/image';
import { setOf, type Images } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import { psnr } from '../../metrics/psnr';
import { niqe } from '@ddr-lab/quality/niqe';
import type { Runnable } from '../../networks/tappable';
import { superResolve } from '../../networks/super-resolve';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';

/** What `blindSuperResolution` takes. */
export interface BlindOptions {
  /** What is done to the LR images: presets by name, or `{ name, apply }`; default clean, blur2, noise20 and both together. */
  readonly degradations?: readonly AnyDegradation[];
  /** How many images, from the first; default all. */
  readonly count?: number;
  /** The networks' scale; default 3. */
  readonly scale?: number;
  /** Seed of noise; image i has its own stream. Default 0. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What one method makes of the images under one degradation. */
export interface BlindRow {
  /** A network's name, or `bicubic`. */
  readonly method: string;
  readonly degradation: string;
  /** PSNR of each image in dB, on the luma, `scale` pixels cut off along the borders. */
  readonly psnr: readonly number[];
  /** NIQE of each output; smaller is better. */
  readonly niqe: readonly number[];
}

/** The LR images of one degradation, and their HR images. */
interface Pair {
  readonly hr: Image;
  readonly lr: Image;
}

/**
 * Blind super-resolution (Sec. 5, Tab. 2): each network sees LR images under several degradations without being told which.
 * HR is cropped to a multiple of the scale and shrunk by MATLAB's bicubic to 8 bits, then degraded; outputs are rounded to
 * 8 bits. Bicubic upsampling comes first, for comparison. Images must hold 192 x 192 pixels, for NIQE.
 */
export async function blindSuperResolution(
  networks: Readonly<Record<string, Runnable>>,
  images: Images,
  options: BlindOptions = {},
): Promise<BlindRow[]> {
  const {
    degradations = blindDegradations,
    scale = 3,
    seed = 0,
    onProgress,
    signal = currentSignal(),
  } = options;
  const set = setOf(images);
  const count = Math.min(options.count ?? set.count, set.count);
  const names = degradationNames(degradations);
  const methods = ['bicubic', ...Object.keys(networks)];
  const total = degradations.length * methods.length * count;
  const rows: BlindRow[] = [];
  let done = 0;
  for (const [k, degradation] of names.entries()) {
    const pairs: Pair[] = [];
    for (let i = 0; i < count; i++) pairs.push(await blindPair(set, i, degradations[k], { scale, seed }));
    for (const method of methods) {
      const row = { method, degradation, psnr: [] as number[], niqe: [] as number[] };
      for (const { hr, lr } of pairs) {
        signal?.throwIfAborted();
        const output =
          method === 'bicubic'
            ? resize(lr, { height: hr.height, width: hr.width })
            : await superResolve(networks[method], lr, { signal });
        const rounded = mapSamples(output, (value) => Math.round(value * 255) / 255);
        row.psnr.push(psnr(rounded, hr, { channel: 'y', border: scale }));
        row.niqe.push(niqe(rounded));
        onProgress?.({ done: ++done, total, note: `${method}, ${degradation}` });
      }
      rows.push(row);
    }
  }
  return rows;
}

/** What blind networks are measured on where nothing else is said. */
const blindDegradations: readonly string[] = ['clean', 'blur2', 'noise20', 'blur2+noise20'];

/** Image `index` of a set as `blindSuperResolution` sees it: HR, and LR shrunk and degraded. */
export async function blindPair(
  images: Images,
  index: number,
  degradation: AnyDegradation,
  { scale = 3, seed = 0 } = {},
): Promise<Pair> {
  const hr = cropToMultiple(await setOf(images).read(index), scale);
  const clean = resize(hr, { scale: 1 / scale, levels: 255 });
  return { hr, lr: await degrade(clean, degradation, { seed: subSeed(seed, index) }) };
}
