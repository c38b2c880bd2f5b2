import type { ImageSet } from '../../images/image-set';
import { createRandom } from '@ddr-lab/base/random';
import { readLabelled, type LabelledImages, type ReadLabelledOptions } from './labelled-images';

/** A batch of images, N x H x W x 3 as flat float32 in [0, 1], and the class of each. */
export interface LabelledBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/** Draws batches of a labelled set. */
export interface LabelledSampler {
  /** Side lengths of every image. */
  readonly height: number;
  readonly width: number;
  /** The batch of iteration `iteration`: it depends on the seed and that number alone. */
  batch(iteration: number): Promise<LabelledBatch>;
}

/** What `labelledSampler` takes. */
export interface LabelledSamplerOptions extends ReadLabelledOptions {
  /** Images a batch. */
  readonly batch: number;
  readonly seed: number;
  /** Black pixels around an image before its random crop; default 4. With 0 there is no crop. */
  readonly padding?: number;
}

/**
 * Batches of a labelled set for training, augmented as for CIFAR-10 by He et al. 2016 (Sec. 4.2): a random crop
 * of the padded image, and a horizontal flip of every other one. The padding is black (0), as in PyTorch's usual
 * recipe (`RandomCrop(32, padding=4)` before normalisation); He et al. pad images whose mean is subtracted.
 *
 * Images are drawn by shuffled epochs: each one once an epoch, in an order that the seed and the epoch's number
 * decide; a batch may begin in one epoch and end in the next. All images are read here, once.
 *
 * @throws InputError when the set has no classes, or images of different sizes.
 */
export async function labelledSampler(
  images: ImageSet,
  options: LabelledSamplerOptions,
): Promise<LabelledSampler> {
  const { batch, seed, padding = 4 } = options;
  const set = await readLabelled(images, options);
  const { height, width, count } = set;
  const length = height * width * 3;
  const orders = new Map<number, number[]>();
  const orderOf = (epoch: number): number[] => {
    const known = orders.get(epoch);
    if (known) return known;
    const order = createRandom(seed, 6, epoch).shuffle(Array.from({ length: count }, (_, i) => i));
    // Batches come in sequence: the epoch before may still be wanted, older ones are not.
    if (orders.size > 1) orders.clear();
    orders.set(epoch, order);
    return order;
  };
  return {
    height,
    width,
    batch: async (iteration) => {
      const random = createRandom(seed, 7, iteration);
      const out = { images: new Float32Array(batch * length), labels: new Int32Array(batch) };
      for (let n = 0; n < batch; n++) {
        const position = iteration * batch + n;
        const index = orderOf(Math.floor(position / count))[position % count];
        const down = random.integer(2 * padding + 1) - padding;
        const right = random.integer(2 * padding + 1) - padding;
        const flipped = random.integer(2) === 1;
        copyShifted(set, index, { down, right, flipped }, out.images, n * length);
        out.labels[n] = set.labels[index];
      }
      return out;
    },
  };
}

/** Copies image `index` seen through a window that is moved `down` and `right`; beyond the image lies black. */
function copyShifted(
  { bytes, height, width }: LabelledImages,
  index: number,
  window: { down: number; right: number; flipped: boolean },
  out: Float32Array,
  at: number,
): void {
  for (let y = 0; y < height; y++) {
    const row = y + window.down;
    if (row < 0 || row >= height) continue;
    for (let x = 0; x < width; x++) {
      const column = (window.flipped ? width - 1 - x : x) + window.right;
      if (column < 0 || column >= width) continue;
      const from = ((index * height + row) * width + column) * 3;
      const to = at + (y * width + x) * 3;
      for (let c = 0; c < 3; c++) out[to + c] = bytes[from + c] / 255;
    }
  }
}
