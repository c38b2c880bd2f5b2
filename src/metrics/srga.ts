import { InputError } from '@ddr-lab/base/errors';
import type { Interval } from '@ddr-lab/base/interval';
import { createRandom } from '@ddr-lab/base/random';
import { gammaFunction as gamma } from '@ddr-lab/quality/gamma-function';
import {
  type Density,
  densityOfPatches,
  type DensityOptions,
  type FeatureDensity,
  patchesDrawn,
} from './feature-density';
import { interval } from './spread';

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

/** How a network's features of a set differ from those of the reference. */
export interface Generalisation extends Density {
  /** KL(reference || set) in nats. */
  readonly kl: number;
  /** log10(KL + 1e-5) + 5. */
  readonly srga: number;
  /** Where SRGA would be with other patches, 95 %: over redraws of both sets' (`fitDensity`); undefined without redraws. */
  readonly interval?: Interval;
}

/**
 * SRGA (Liu et al. 2022, as their code has it): how far the density of a network's deep features moves from a reference set to another. The smaller, the better
 * it generalises to what the set holds.
 */
export function generalisation(reference: FeatureDensity, set: FeatureDensity): Generalisation {
  const kl = divergence(reference, set);
  const srga = indexOf(kl);
  const range = intervalOf(srga, reference, set);
  return { sigma: set.sigma, shape: set.shape, kl, srga, ...(range ? { interval: range } : {}) };
}

/** Where the index lies over the redraws: percentiles of those with the components held, and around the index of those with their own. */
function intervalOf(srga: number, reference: FeatureDensity, set: FeatureDensity): Interval | undefined {
  if (reference.redraws !== set.redraws) {
    throw new InputError(
      `The reference's redraws are ${reference.redraws}, the set's ${set.redraws}: fit both in one way.`,
    );
  }
  const draws = Math.min(reference.redrawn.length, set.redrawn.length);
  const values = Array.from({ length: draws }, (_, d) => {
    const [p, q] = [reference.redrawn[d], set.redrawn[d]];
    // Where all that was drawn is the same.
    return p.sigma > 0 && q.sigma > 0 ? indexOf(divergence(p, q)) : NaN;
  });
  if (set.redraws === 'held') return interval(values);
  // The index depends on the number of patches (`patchCurve`): how far the redraws' mean lies beside it is no part of the interval.
  const told = values.filter((value) => !Number.isNaN(value));
  const mean = told.reduce((sum, value) => sum + value, 0) / told.length;
  const reach = Math.max(reference.reach, set.reach);
  const range = interval(values.map((value) => srga + reach * (value - mean)));
  // No index is below 0.
  return range && { low: Math.max(0, range.low), high: range.high };
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
  { components, draws = 5, seed = 0 }: Pick<DensityOptions, 'components' | 'draws' | 'seed'> = {},
): PatchCount[] {
  const most = Math.min(reference.patches, set.patches);
  return counts.map((count) => {
    if (!Number.isInteger(count) || count < 3 || count > most) {
      throw new InputError(`A curve has 3 to ${most} patches, not ${count}.`);
    }
    const values = Array.from({ length: count === most ? 1 : draws }, (_, d) => {
      const [p, q] = [reference, set].map(({ products, patches }) => {
        const chosen = patchesDrawn(createRandom(seed, count, d), patches, count);
        return densityOfPatches(products, patches, chosen, components);
      });
      return indexOf(divergence(p, q));
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return { patches: count, mean, deviation };
  });
}
