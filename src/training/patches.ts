import { InputError } from '../errors';
import { cropToMultiple } from '../images/crop';
import type { ImageSet } from '../images/image-set';
import { toBytes } from '../images/io';
import { resize } from '../images/resize';
import { createRandom } from '../random/random';

/** A batch of training pairs as flat float32 in [0, 1]: N x P x P x 3 and N x (s P) x (s P) x 3. */
export interface PatchBatch {
  readonly lr: Float32Array;
  readonly hr: Float32Array;
}

/** An HR image and its bicubic LR image, 8 bits a sample as benchmark files are. */
interface Pair {
  readonly hr: Uint8Array;
  readonly lr: Uint8Array;
  readonly lrHeight: number;
  readonly lrWidth: number;
}

/** Draws batches of aligned LR and HR patches from a set of clean images. */
export interface PatchSampler {
  /** The batch of iteration `iteration`: it depends on the seed and that number alone. */
  batch(iteration: number): Promise<PatchBatch>;
}

/**
 * Samples patches as the paper's training does: a random image, a random place, random flips and a random
 * transposition; LR by MATLAB's bicubic from the whole HR image. Images are read and shrunk the first
 * time they are drawn, and kept as bytes (half a megabyte for one of BSDS500).
 *
 * @throws InputError when an image is smaller than a patch.
 */
export function patchSampler(
  images: ImageSet,
  options: { patch: number; batch: number; scale: number; seed: number },
): PatchSampler {
  const { patch, batch, scale, seed } = options;
  const pairs = new Map<number, Pair>();
  const pair = async (index: number): Promise<Pair> => {
    const known = pairs.get(index);
    if (known) return known;
    const hr = cropToMultiple(await images.read(index), scale);
    const lr = resize(hr, { scale: 1 / scale, levels: 255 });
    if (lr.height < patch || lr.width < patch) {
      throw new InputError(
        `${images.name}/${images.label(index)}: ${hr.height} x ${hr.width} is too small for patches of ${patch * scale}.`,
      );
    }
    const made = { hr: toBytes(hr), lr: toBytes(lr), lrHeight: lr.height, lrWidth: lr.width };
    pairs.set(index, made);
    return made;
  };
  return {
    batch: async (iteration) => {
      const random = createRandom(seed, 1, iteration);
      const lr = new Float32Array(batch * patch * patch * 3);
      const hr = new Float32Array(lr.length * scale * scale);
      for (let n = 0; n < batch; n++) {
        const source = await pair(random.integer(images.count));
        const top = random.integer(source.lrHeight - patch + 1);
        const left = random.integer(source.lrWidth - patch + 1);
        const turn = random.integer(8);
        copyTurned(source.lr, source.lrWidth, top, left, patch, turn, lr, n);
        copyTurned(source.hr, source.lrWidth * scale, top * scale, left * scale, patch * scale, turn, hr, n);
      }
      return { lr, hr };
    },
  };
}

/** Copies a square of bytes into patch `n` of `out`, in one of its eight flips and transpositions. */
function copyTurned(
  bytes: Uint8Array,
  width: number,
  top: number,
  left: number,
  side: number,
  turn: number,
  out: Float32Array,
  n: number,
): void {
  let at = n * side * side * 3;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [y, x] = turn & 4 ? [column, row] : [row, column];
      const down = turn & 1 ? side - 1 - y : y;
      const across = turn & 2 ? side - 1 - x : x;
      const from = ((top + down) * width + left + across) * 3;
      out[at++] = bytes[from] / 255;
      out[at++] = bytes[from + 1] / 255;
      out[at++] = bytes[from + 2] / 255;
    }
  }
}
