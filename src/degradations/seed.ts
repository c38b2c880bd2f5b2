import { createRandom } from '@ddr-lab/base/random';

/** A seed of its own for part `streams` of a work that has one `seed`: link 1 of a chain, image 7 of a set. */
export function subSeed(seed: number, ...streams: number[]): number {
  return createRandom(seed, ...streams).integer(2 ** 32);
}
