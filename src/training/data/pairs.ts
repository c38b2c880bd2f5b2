import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { crop, cropToMultiple } from '@ddr-lab/images/crop';
import { createImage } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { toBytes } from '@ddr-lab/images/io';
import { resize } from '@ddr-lab/images/resize';
import { subSeed } from '../../degradations/degradation';
import { isOwnDegradation } from '../../degradations/own-degradation';
import { type AnyDegradation, degrade, parsePreset } from '../../degradations/presets';

/** A rectangle of pixels. */
export interface Place {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The eight flips and transpositions of a patch: bit 1 flips rows, bit 2 columns, bit 4 transposes after that. */
export const TURNS = 8;

/**
 * Copies a rectangle of an 8-bit RGB image of `width` pixels a row, in one of its eight flips and transpositions,
 * as samples of [0, 1] to `out`, from sample `at` on.
 */
export function copyTurned(
  bytes: Uint8Array,
  width: number,
  place: Place,
  turn: number,
  out: Float32Array,
  at = 0,
): void {
  const transposed = (turn & 4) !== 0;
  const [rows, columns] = transposed ? [place.width, place.height] : [place.height, place.width];
  let to = at;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [y, x] = transposed ? [column, row] : [row, column];
      const down = turn & 1 ? place.height - 1 - y : y;
      const across = turn & 2 ? place.width - 1 - x : x;
      const from = ((place.top + down) * width + place.left + across) * 3;
      out[to++] = bytes[from] / 255;
      out[to++] = bytes[from + 1] / 255;
      out[to++] = bytes[from + 2] / 255;
    }
  }
}

/** Where `inner`, which lies in `outer`, lies once `outer` has been turned: relative to the turned rectangle. */
function turnedPlace(inner: Place, outer: Place, turn: number): Place {
  const above = inner.top - outer.top;
  const before = inner.left - outer.left;
  const top = turn & 1 ? outer.height - above - inner.height : above;
  const left = turn & 2 ? outer.width - before - inner.width : before;
  return turn & 4
    ? { top: left, left: top, height: inner.width, width: inner.height }
    : { top, left, height: inner.height, width: inner.width };
}

/** Real neighbours around a patch while it is degraded, in LR pixels: the reach of `blur4` (4 sigma). */
const MARGIN = 16;

/** The same while an LR patch is made of HR: the reach of the networks that do that. */
const SHRINKING_MARGIN = 8;

/** A degradation of one patch and the seed of its noise. */
export interface PatchDegradation {
  readonly preset: Exclude<AnyDegradation, string>;
  readonly seed: number;
}

/**
 * Writes a turned LR patch as samples of [0, 1] to `out` from sample `at` on, degraded where asked for.
 *
 * A patch with a margin of up to 16 pixels (less where the image ends) is turned, then degraded, then cut: blur
 * sees real neighbours, and motion has the direction it would have in a degraded image. What comes out is what
 * `degradations/` gives: clipped to [0, 1], not rounded to 8 bits again, as the paper adds its noise.
 */
export async function copyLowPatch(
  pair: Pick<ImagePair, 'lr' | 'height' | 'width'> & Partial<Pick<ImagePair, 'hr'>>,
  place: Place,
  turn: number,
  degradation: PatchDegradation | undefined,
  out: Float32Array,
  at: number,
): Promise<void> {
  const { lr, height, width } = pair;
  if (!degradation || degradation.preset.name === 'clean') {
    copyTurned(lr, width, place, turn, out, at);
    return;
  }
  const scale = (isOwnDegradation(degradation.preset) && degradation.preset.shrinks) || 1;
  const around = withMargin(place, { height, width }, scale === 1 ? MARGIN : SHRINKING_MARGIN);
  const [rows, columns] = turn & 4 ? [around.width, around.height] : [around.height, around.width];
  const image = createImage(scale * rows, scale * columns);
  if (scale === 1) copyTurned(lr, width, around, turn, image.data);
  else copyTurned(originalOf(pair, scale), scale * width, scaled(around, scale), turn, image.data);
  const degraded = await degrade(image, degradation.preset, { seed: degradation.seed });
  const inside = turnedPlace(place, around, turn);
  out.set(crop(degraded, inside.top, inside.left, inside).data, at);
}

function withMargin(place: Place, { height, width }: Pick<Place, 'height' | 'width'>, margin: number): Place {
  const top = Math.max(0, place.top - margin);
  const left = Math.max(0, place.left - margin);
  const bottom = Math.min(height, place.top + place.height + margin);
  const right = Math.min(width, place.left + place.width + margin);
  return { top, left, height: bottom - top, width: right - left };
}

const scaled = ({ top, left, height, width }: Place, by: number): Place => ({
  top: top * by,
  left: left * by,
  height: height * by,
  width: width * by,
});

/** The HR image of a pair, for a degradation that makes LR of it. */
function originalOf(
  { hr, lr }: { readonly lr: Uint8Array; readonly hr?: Uint8Array },
  scale: number,
): Uint8Array {
  if (hr?.length === lr.length * scale * scale) return hr;
  throw new InputError(`A degradation that makes images smaller by ${scale} needs HR images of that scale.`);
}

/** An HR image and its bicubic LR image, 8 bits a sample as benchmark files are. */
export interface ImagePair {
  readonly hr: Uint8Array;
  readonly lr: Uint8Array;
  /** Size of the LR image; the HR image's is `scale` times that. */
  readonly height: number;
  readonly width: number;
}

/** What `imagePairs` takes. */
export interface ImagePairsOptions {
  readonly scale: number;
  /** The smallest side that an LR image may have: a training patch's. */
  readonly patch: number;
  /** Bytes of images to keep in memory; default 4 GiB. What goes beyond is read anew each time. */
  readonly memory?: number;
}

/**
 * Pairs of HR and LR images of a set, by number. LR comes of the whole HR image by MATLAB's bicubic. A pair is
 * made the first time it is asked for and kept (half a megabyte for one of BSDS500, nine for one of DIV2K).
 *
 * @throws InputError (the function returned) when an image is smaller than a patch.
 */
export function imagePairs(
  images: ImageSet,
  options: ImagePairsOptions,
): (index: number) => Promise<ImagePair> {
  const { scale, patch, memory = 4 * 2 ** 30 } = options;
  const kept = new Map<number, ImagePair>();
  let bytes = 0;
  return async (index) => {
    const known = kept.get(index);
    if (known) return known;
    const hr = cropToMultiple(await images.read(index), scale);
    const lr = resize(hr, { scale: 1 / scale, levels: 255 });
    if (lr.height < patch || lr.width < patch) {
      throw new InputError(
        `${images.name}/${images.label(index)}: ${hr.height} x ${hr.width} is too small for patches of ${patch * scale}.`,
      );
    }
    const pair = { hr: toBytes(hr), lr: toBytes(lr), height: lr.height, width: lr.width };
    // Images are drawn evenly, so that which of them are kept makes no difference.
    bytes += pair.hr.length + pair.lr.length;
    if (bytes <= memory) kept.set(index, pair);
    return pair;
  };
}

/** A batch of training pairs as flat float32 in [0, 1]: N x P x P x 3 and N x (s P) x (s P) x 3. */
export interface PatchBatch {
  readonly lr: Float32Array;
  readonly hr: Float32Array;
}

/** Draws batches of aligned LR and HR patches from a set of clean images. */
export interface PatchSampler {
  /** The batch of iteration `iteration`: it depends on the seed and that number alone. */
  batch(iteration: number): Promise<PatchBatch>;
}

/** What `patchSampler` takes. */
export interface PatchSamplerOptions {
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** Patches a batch. */
  readonly batch: number;
  readonly scale: number;
  readonly seed: number;
  /** Presets (`clean`, `noise20`, `blur2+noise10` ...) and degradations of one's own, one drawn for each LR patch; default `['clean']`. */
  readonly degradations?: readonly AnyDegradation[];
}

/**
 * Samples patches as the paper's training does: a random image, a random place, random flips and a random
 * transposition; LR by MATLAB's bicubic from the whole HR image, then degraded by a preset drawn for each patch,
 * its noise with a seed of its own. The places are the same whatever the degradations.
 *
 * @throws InputError for a preset that does not exist, and (`batch`) when an image is smaller than a patch.
 */
export function patchSampler(images: ImageSet, options: PatchSamplerOptions): PatchSampler {
  const { patch, batch, scale, seed, degradations = ['clean'] } = options;
  const presets = degradations.map((one) => (typeof one === 'string' ? parsePreset(one) : one));
  const pairOf = imagePairs(images, { scale, patch });
  const samples = patch * patch * 3;
  return {
    batch: async (iteration) => {
      const random = createRandom(seed, 1, iteration);
      // A stream of its own, so that degraded trainings see the very patches of clean ones.
      const choice = createRandom(seed, 2, iteration);
      const lr = new Float32Array(batch * samples);
      const hr = new Float32Array(lr.length * scale * scale);
      for (let n = 0; n < batch; n++) {
        const pair = await pairOf(random.integer(images.count));
        const top = random.integer(pair.height - patch + 1);
        const left = random.integer(pair.width - patch + 1);
        const turn = random.integer(TURNS);
        const low = { top, left, height: patch, width: patch };
        const side = patch * scale;
        const high = { top: top * scale, left: left * scale, height: side, width: side };
        const preset = presets[choice.integer(presets.length)];
        const noise = subSeed(seed, 3, iteration, n);
        await copyLowPatch(pair, low, turn, { preset, seed: noise }, lr, n * samples);
        copyTurned(pair.hr, pair.width * scale, high, turn, hr, n * samples * scale * scale);
      }
      return { lr, hr };
    },
  };
}
