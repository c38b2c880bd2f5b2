import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { Image } from '@ddr-lab/images/image';
import { hasNative, nativeCentred } from '@ddr-lab/projection/pca/native';
import { columnMeans, plainCentred } from '@ddr-lab/projection/pca/plain';
import { passOf } from '../features/tap';
import { checkInput } from '../networks/check-input';
import type { Tappable } from '../networks/tappable';

/** Features of N patches in blocks of columns: what does not fit into memory is computed block by block. */
export interface FeatureColumns {
  readonly rows: number;
  readonly columns: number;
  /** All rows of the columns from `from` to before `to`, rows x (to - from). */
  read(from: number, to: number): Promise<Matrix>;
}

/** The layer that SRGA looks at: the last before the output. */
export function lastFeatures(network: Tappable): string {
  return network.layers[Math.max(0, network.layers.length - 2)];
}

/**
 * A layer's features of patches of one size, as columns. Where they are larger than `memory` (MiB, default 512), each block of columns runs the patches anew, so that no more than it
 * is held.
 *
 * @throws InputError for no patches, and as `passOf`.
 */
export async function featureColumns(
  network: Tappable,
  layer: string,
  patches: readonly Image[],
  { memory = 512, batch = 10 }: { memory?: number; batch?: number } = {},
): Promise<FeatureColumns> {
  if (patches.length === 0) throw new InputError('SRGA needs patches: none were given.');
  const { height, width } = patches[0];
  if (patches.some((patch) => patch.height !== height || patch.width !== width)) {
    throw new InputError('Patches must have one size to be compared. Crop them.');
  }
  checkInput(network, 1);
  const pass = passOf(network, [layer]);
  const run = async (part: readonly Image[]): Promise<ArrayLike<number>> => {
    const data = new Float32Array(part.length * height * width * 3);
    part.forEach((image, i) => data.set(image.data, i * height * width * 3));
    return (await pass({ data, dims: [part.length, height, width, 3] }))[0].data;
  };
  const columns = (await run(patches.slice(0, 1))).length;
  const rows = patches.length;
  const fits = rows * columns * 4 <= memory * 2 ** 20;
  let whole: Matrix | undefined;
  const compute = async (from: number, to: number): Promise<Matrix> => {
    const block = createMatrix(rows, to - from, new Float32Array(rows * (to - from)));
    for (let start = 0; start < rows; start += batch) {
      const part = patches.slice(start, start + batch);
      const all = (await run(part)) as Float32Array;
      part.forEach((_, i) =>
        block.data.set(all.subarray(i * columns + from, i * columns + to), (start + i) * (to - from)),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
    return block;
  };
  return {
    rows,
    columns,
    read: async (from, to) => {
      if (!fits) return compute(from, to);
      whole ??= await compute(0, columns);
      if (from === 0 && to === columns) return whole;
      const { data } = whole;
      const block = new Float32Array(rows * (to - from));
      for (let i = 0; i < rows; i++)
        block.set(data.subarray(i * columns + from, i * columns + to), i * (to - from));
      return createMatrix(rows, to - from, block);
    },
  };
}

/**
 * The inner products of centred rows, N x N: all that PCA's scores depend on.
 *
 * @param memory MiB that a block of columns may take; default 256.
 * @throws InputError for less than 3 patches.
 */
export async function centredProducts(
  features: FeatureColumns,
  {
    memory = 256,
    onProgress,
    signal = currentSignal(),
  }: { memory?: number; onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<Float64Array> {
  const { rows, columns } = features;
  if (rows < 3)
    throw new InputError(`SRGA needs 3 patches at least (300 and more to be steady), not ${rows}.`);
  const width = Math.max(rows + 1, Math.floor((memory * 2 ** 20) / (4 * rows)));
  const products = new Float64Array(rows * rows);
  for (let from = 0; from < columns; from += width) {
    signal?.throwIfAborted();
    const to = Math.min(columns, from + width);
    blockProducts(await features.read(from, to)).forEach((value, at) => (products[at] += value));
    onProgress?.({ done: to, total: columns });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return products;
}

/** The centred products of one block: columns are centred one by one, so that blocks add up. */
function blockProducts(block: Matrix): Float64Array {
  const { rows, columns, data } = block;
  if (columns > rows) return (hasNative() ? nativeCentred(block) : plainCentred(block)).gram;
  const mean = columnMeans(block);
  const products = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++)
        sum += (data[i * columns + c] - mean[c]) * (data[j * columns + c] - mean[c]);
      products[i * rows + j] = products[j * rows + i] = sum;
    }
  }
  return products;
}
