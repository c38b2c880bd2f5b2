import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { Interval } from '@ddr-lab/base/interval';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import type { Image } from '@ddr-lab/images/image';
import { hasNative, nativeCentred } from '@ddr-lab/projection/pca/native';
import { columnMeans, plainCentred } from '@ddr-lab/projection/pca/plain';
import { symmetricEigen } from '@ddr-lab/projection/pca/symmetric-eigen';
import { gammaFunction as gamma } from '@ddr-lab/quality/gamma-function';
import { fitGeneralisedGaussian } from '@ddr-lab/quality/generalised-gaussian';
import { passOf } from '../features/tap';
import type { Tappable } from '../networks/tappable';

/** A generalised Gaussian of mean 0. */
export interface Density {
  /** Standard deviation. */
  readonly sigma: number;
  /** 2 is the normal distribution's, 1 Laplace's; the smaller, the heavier the tails. */
  readonly shape: number;
}

/**
 * The Kullback-Leibler divergence of one generalised Gaussian from another, KL(p || q), in nats, in closed form (Do and Vetterli 2002).
 *
 * @throws InputError for a deviation or shape that is not above 0.
 */
export function divergence(p: Density, q: Density): number {
  for (const { sigma, shape } of [p, q]) {
    if (!(sigma > 0 && shape > 0))
      throw new InputError(`A density has a sigma and a shape above 0, not ${sigma} and ${shape}.`);
  }
  const scale = ({ sigma, shape }: Density): number => sigma * Math.sqrt(gamma(1 / shape) / gamma(3 / shape));
  const [a, b] = [scale(p), scale(q)];
  const normalisers = Math.log((p.shape * b * gamma(1 / q.shape)) / (q.shape * a * gamma(1 / p.shape)));
  return (
    normalisers + ((a / b) ** q.shape * gamma((q.shape + 1) / p.shape)) / gamma(1 / p.shape) - 1 / p.shape
  );
}

/** SRGA of a divergence: log10(KL + 1e-5) + 5, so that 0 is the same density. The smaller, the better a network generalises. */
export function indexOf(kl: number): number {
  return Math.log10(Math.max(0, kl) + 1e-5) + 5;
}

/** Features of N patches in blocks of columns: what does not fit into memory is computed block by block. */
export interface FeatureColumns {
  readonly rows: number;
  readonly columns: number;
  /** All rows of the columns from `from` to before `to`, rows x (to - from). */
  read(from: number, to: number): Promise<Matrix>;
}

/** Scores of patches along their own principal components, row by row. */
interface Scores {
  readonly patches: number;
  readonly components: number;
  readonly data: Float64Array;
}

/** Components that the authors keep. */
const COMPONENTS = 300;
/** Scores further from 0 than so many standard deviations are left out, once. */
const OUTLIERS = 5;

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

/** Products of rows less the mean row, from those of the rows as they are; of any subset, too. */
function centred(products: Float64Array, rows: number): Float64Array {
  const means = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) means[i] += products[i * rows + j] / rows;
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / rows;
  return products.map((value, at) => value - means[Math.floor(at / rows)] - means[at % rows] + mean);
}

/** What `fitScores` and `generalisation` take. */
export interface SrgaOptions {
  /** Principal components of each set; default 300, at most one less than there are patches. */
  readonly components?: number;
  /** Redraws of the patches for the interval; default 200; 0: none. */
  readonly draws?: number;
  /** Seed of the redraws. */
  readonly seed?: number;
}

/** Scores of a set of patches along its own principal components: U times the singular values, from the centred products. */
function scoresOf(products: Float64Array, rows: number, components: number): Scores {
  const wanted = Math.min(components, rows - 1);
  const { values, vectors } = symmetricEigen(products, rows, () => wanted);
  const data = new Float64Array(rows * wanted);
  for (let k = 0; k < wanted; k++) {
    const size = Math.sqrt(Math.max(0, values[k]));
    for (let i = 0; i < rows; i++) data[i * wanted + k] = size * vectors[k * rows + i];
  }
  return { patches: rows, components: wanted, data };
}

/** The generalised Gaussian of all scores in one: outliers are left out in one pass, then moments are matched. */
function densityOf(scores: Float64Array): Density {
  let [sum, squares] = [0, 0];
  for (const score of scores) {
    sum += score;
    squares += score * score;
  }
  const mean = sum / scores.length;
  const deviation = Math.sqrt(squares / scores.length - mean * mean);
  const kept = scores.filter((score) => Math.abs(score - mean) <= OUTLIERS * deviation);
  const { shape, variance } = fitGeneralisedGaussian(kept);
  return { shape, sigma: Math.sqrt(variance) };
}

/** A set of patches as SRGA sees it. */
export interface FeatureDensity extends Density {
  readonly patches: number;
  /** One density a redraw of the patches, their principal components held. */
  readonly redrawn: readonly Density[];
  /** Centred products, for smaller numbers of patches. */
  readonly products: Float64Array;
}

/**
 * The density of a set's features: its own PCA, all scores in one vector, outliers beyond 5 standard deviations dropped, a generalised Gaussian by
 * moments. The redraws are a bootstrap over patches with the axes held: PCA of patches drawn twice would have fewer axes.
 *
 * @param products of `centredProducts`
 */
export function fitDensity(products: Float64Array, options: SrgaOptions = {}): FeatureDensity {
  const { components = COMPONENTS, draws = 200, seed = 0 } = options;
  const patches = Math.round(Math.sqrt(products.length));
  const scores = scoresOf(products, patches, components);
  const random = createRandom(seed, 1);
  const redrawn = Array.from({ length: draws }, () => {
    const data = new Float64Array(scores.data.length);
    for (let i = 0; i < patches; i++) {
      const from = random.integer(patches) * scores.components;
      data.set(scores.data.subarray(from, from + scores.components), i * scores.components);
    }
    return densityOf(data);
  });
  return { ...densityOf(scores.data), patches, redrawn, products };
}

/** How a network's features of a set differ from those of the reference. */
export interface Generalisation extends Density {
  /** KL(reference || set) in nats. */
  readonly kl: number;
  /** log10(KL + 1e-5) + 5. */
  readonly srga: number;
  /** SRGA over redraws of both sets' patches, 95 %; undefined without redraws. */
  readonly interval?: Interval;
}

/**
 * SRGA (Liu et al. 2022, as their code has it): how far the density of a network's deep features moves from a reference set to another. The smaller, the better
 * it generalises to what the set holds.
 */
export function generalisation(reference: FeatureDensity, set: FeatureDensity): Generalisation {
  const kl = divergence(reference, set);
  const draws = Math.min(reference.redrawn.length, set.redrawn.length);
  const values = Float64Array.from({ length: draws }, (_, d) =>
    indexOf(divergence(reference.redrawn[d], set.redrawn[d])),
  ).sort();
  const at = (share: number): number => values[Math.min(draws - 1, Math.floor(share * draws))];
  return {
    sigma: set.sigma,
    shape: set.shape,
    kl,
    srga: indexOf(kl),
    ...(draws > 0 ? { interval: { low: at(0.025), high: at(0.975) } } : {}),
  };
}

/** SRGA of a smaller number of patches, over several draws without replacement. */
export interface PatchCount {
  readonly patches: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * How SRGA depends on the number of patches: each number is drawn several times, from both sets, with PCA anew.
 *
 * @param counts each at least 3 and at most as many as both sets have.
 * @throws InputError for others.
 */
export function patchCurve(
  reference: FeatureDensity,
  set: FeatureDensity,
  counts: readonly number[],
  { components = COMPONENTS, draws = 5, seed = 0 }: SrgaOptions = {},
): PatchCount[] {
  const most = Math.min(reference.patches, set.patches);
  return counts.map((count) => {
    if (!Number.isInteger(count) || count < 3 || count > most) {
      throw new InputError(`A curve has 3 to ${most} patches, not ${count}.`);
    }
    const values = Array.from({ length: count === most ? 1 : draws }, (_, d) => {
      const [p, q] = [reference, set].map(({ products, patches }) => {
        const chosen = createRandom(seed, count, d)
          .shuffle(Array.from({ length: patches }, (_, i) => i))
          .slice(0, count);
        const part = Float64Array.from({ length: count * count }, (_, at) => {
          return products[chosen[Math.floor(at / count)] * patches + chosen[at % count]];
        });
        return densityOf(scoresOf(centred(part, count), count, components).data);
      });
      return indexOf(divergence(p, q));
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return { patches: count, mean, deviation };
  });
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
