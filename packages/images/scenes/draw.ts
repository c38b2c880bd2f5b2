import type { Random } from '@ddr-lab/base/random';

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** Log-uniform in [low, high): as likely between 1 and 2 as between 2 and 4. */
export function logBetween(random: Random, low: number, high: number): number {
  return low * Math.pow(high / low, random.uniform());
}

/** True with probability `p`. */
export function chance(random: Random, p: number): boolean {
  return random.uniform() < p;
}

/** One of `items`, each as likely. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

/** A key of `weights`, as likely as its weight. */
export function pickWeighted<K extends string>(random: Random, weights: Readonly<Record<K, number>>): K {
  const entries = Object.entries(weights) as [K, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  let rest = random.uniform() * total;
  for (const [key, weight] of entries) {
    rest -= weight;
    if (rest < 0) return key;
  }
  return entries[entries.length - 1][0];
}

/**
 * A size from the power law of natural scenes (density r^-3, truncated), under which an image of opaque
 * shapes looks alike at every scale: Lee, Mumford and Huang, "Occlusion models for natural images" (2001).
 */
export function powerLawSize(random: Random, smallest: number, largest: number, exponent = 3): number {
  const k = 1 - exponent;
  const low = Math.pow(smallest, k);
  const high = Math.pow(largest, k);
  return Math.pow(low + (high - low) * random.uniform(), 1 / k);
}
