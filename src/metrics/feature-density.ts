import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom, type Random } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import { symmetricEigen } from '@ddr-lab/projection/pca/symmetric-eigen';
import { fitGeneralisedGaussian } from '@ddr-lab/quality/generalised-gaussian';

/** A generalised Gaussian of mean 0. */
export interface Density {
  /** Standard deviation. */
  readonly sigma: number;
  /** 2 is the normal distribution's, 1 Laplace's; the smaller, the heavier the tails. */
  readonly shape: number;
}

/** Components that the authors keep. */
const COMPONENTS = 300;
/** Scores further from 0 than so many standard deviations are left out, once. */
const OUTLIERS = 5;

/** Redraws: a PCA each, whose time grows with the cube of the patches. 200 of 100 patches take about a second, 100 of 300 about five. */
const usualDraws = (patches: number): number => (patches <= 150 ? 200 : patches <= 300 ? 100 : 50);

/**
 * How patches are drawn anew for an interval. `refit`: two thirds of them, none twice, with principal components of their own. `held`: as many as there are,
 * some twice (a bootstrap), along the components of all, which takes a tenth of the time and gives intervals that are too narrow.
 */
export type SrgaRedraws = 'refit' | 'held';
const srgaRedraws: readonly SrgaRedraws[] = ['refit', 'held'];

/** What `fitDensity` takes. */
export interface DensityOptions {
  /** Principal components of each set; default 300, at most one less than there are patches. */
  readonly components?: number;
  /** How patches are drawn anew; default `refit`. */
  readonly redraws?: SrgaRedraws;
  /** Redraws; default 200, 100 of more than 150 patches, 50 of more than 300; 0: none. */
  readonly draws?: number;
  /**
   * Seed of the redraws; default 0. Sets of as many patches are redrawn at the same places by the same seed: two degradations of the same patches so keep
   * their contents in common, and sets of different patches have none.
   */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  /** Stops between two redraws; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A set of patches as SRGA sees it. */
export interface FeatureDensity extends Density {
  readonly patches: number;
  /** How the patches were drawn anew. */
  readonly redraws: SrgaRedraws;
  /** One density a redraw. */
  readonly redrawn: readonly Density[];
  /** How much further than a redraw's index another set's would lie from ours: `refit` leaves a part of the patches out, which moves it less. */
  readonly reach: number;
  /** Centred products, for smaller numbers of patches. */
  readonly products: Float64Array;
}

/**
 * The density of a set's features: its own PCA, all scores in one vector, outliers beyond 5 standard deviations dropped, a generalised Gaussian by moments.
 *
 * Its redraws say what other patches would have given. Each leaves out a third of them, n - m of n, and has principal components of its own, from the inner
 * products of those that are left; another n patches would lie sqrt(m / (n - m)) times further away than these m do (Shao and Wu 1989). A bootstrap with
 * components of its own does not do: patches drawn twice span fewer components, so that its index lies beside that of the set. One along the components of all
 * is too narrow, since these fit the patches that they are of.
 *
 * @param products of `centredProducts`, N x N
 * @throws InputError where all patches have the same features, for other redraws than these two, and for draws below 0.
 */
export async function fitDensity(
  products: Float64Array,
  options: DensityOptions = {},
): Promise<FeatureDensity> {
  const patches = Math.round(Math.sqrt(products.length));
  const {
    components = COMPONENTS,
    redraws = 'refit',
    seed = 0,
    onProgress,
    signal = currentSignal(),
  } = options;
  const { draws = usualDraws(patches) } = options;
  if (!srgaRedraws.includes(redraws))
    throw new InputError(`redraws is one of ${srgaRedraws.join(', ')}, not ${String(redraws)}.`);
  if (!Number.isInteger(draws) || draws < 0)
    throw new InputError(`draws is a whole number from 0 on, not ${draws}.`);
  const scores = scoresOf(products, patches, components);
  const density = densityOf(scores.data);
  if (!(density.sigma > 0)) {
    throw new InputError(
      `The features of all ${patches} patches are the same: they have no density. Take patches with something in them.`,
    );
  }
  const left = Math.round((patches * 2) / 3);
  const redrawn: Density[] = [];
  for (let draw = 0; draw < draws; draw++) {
    signal?.throwIfAborted();
    const random = createRandom(seed, 1, draw);
    if (redraws === 'held') redrawn.push(heldDensity(scores, random));
    else redrawn.push(densityOfPatches(products, patches, patchesDrawn(random, patches, left), components));
    onProgress?.({ done: draw + 1, total: draws });
    // Messages pass, an interrupt among them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const reach = redraws === 'refit' ? Math.sqrt(left / (patches - left)) : 1;
  return { ...density, patches, redraws, redrawn, reach, products };
}

/** Some of so many patches, none twice. */
export function patchesDrawn(random: Random, patches: number, count: number): number[] {
  return random.shuffle(Array.from({ length: patches }, (_, i) => i)).slice(0, count);
}

/** The density of some of a set's patches, each at most once, by principal components of their own. */
export function densityOfPatches(
  products: Float64Array,
  patches: number,
  chosen: readonly number[],
  components = COMPONENTS,
): Density {
  const count = chosen.length;
  const part = new Float64Array(count * count);
  chosen.forEach((row, i) =>
    chosen.forEach((column, j) => (part[i * count + j] = products[row * patches + column])),
  );
  return densityOf(scoresOf(centred(part, count), count, components).data);
}

/** The density of a bootstrap of patches along the components of all. */
function heldDensity(scores: Scores, random: Random): Density {
  const { patches, components } = scores;
  const data = new Float64Array(scores.data.length);
  for (let i = 0; i < patches; i++) {
    const from = random.integer(patches) * components;
    data.set(scores.data.subarray(from, from + components), i * components);
  }
  return densityOf(data);
}

/** Scores of patches along their own principal components, row by row. */
interface Scores {
  readonly patches: number;
  readonly components: number;
  readonly data: Float64Array;
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

/** Products of rows less the mean row, from those of the rows less any one point. */
function centred(products: Float64Array, rows: number): Float64Array {
  const means = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) means[i] += products[i * rows + j] / rows;
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / rows;
  return products.map((value, at) => value - means[Math.floor(at / rows)] - means[at % rows] + mean);
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
