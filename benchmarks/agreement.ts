import { median } from './statistics';

/** How two sides' results are compared, and what is still the same result. */
export type AgreementSpec =
  /** Largest difference of two numbers of `array`, as a share of the peer's largest value. */
  | { readonly kind: 'difference'; readonly array: string; readonly limit: number }
  /** Largest difference of the first losses, as a share of how far the peer's loss moved. */
  | { readonly kind: 'losses'; readonly limit: number }
  /** Median exact divergence of our maps over that of the peer's, both judged by scikit-learn's affinities. */
  | { readonly kind: 'divergence'; readonly limit: number }
  /** The larger over the smaller of the medians of `array`. */
  | { readonly kind: 'medians'; readonly array: string; readonly limit: number };

/** Whether both sides computed the same thing. */
export interface Agreement {
  readonly measure: string;
  readonly value: number;
  /** The largest value at which they agree. */
  readonly limit: number;
  readonly holds: boolean;
}

/** Results of one side: arrays by name. */
export type Arrays = Readonly<Record<string, ArrayLike<number>>>;

/** The exact divergences of one side's maps, by a judge that belongs to neither. */
export type Judge = (side: 'ours' | 'peer') => Promise<readonly number[]>;

/**
 * Compares what both sides computed. NaN anywhere, or arrays of different lengths, is no agreement.
 *
 * @throws Error when a side did not give the array.
 */
export async function agree(
  spec: AgreementSpec,
  ours: Arrays,
  peer: Arrays,
  judge: Judge,
): Promise<Agreement> {
  const { measure, value } = await difference(spec, ours, peer, judge);
  return { measure, value, limit: spec.limit, holds: value <= spec.limit };
}

async function difference(
  spec: AgreementSpec,
  ours: Arrays,
  peer: Arrays,
  judge: Judge,
): Promise<{ measure: string; value: number }> {
  switch (spec.kind) {
    case 'difference':
      return {
        measure: `largest difference / largest value (${spec.array})`,
        value: largestDifference(get(ours, spec.array), get(peer, spec.array)),
      };
    case 'losses': {
      const [a, b] = [get(ours, 'losses'), get(peer, 'losses')];
      return { measure: 'difference of losses / their change', value: lossDifference(a, b) };
    }
    case 'divergence': {
      const value = median(await judge('ours')) / median(await judge('peer'));
      return { measure: 'KL divergence, ours / peer', value };
    }
    case 'medians': {
      const [a, b] = [get(ours, spec.array), get(peer, spec.array)].map((array) => median(Array.from(array)));
      return { measure: `medians, larger / smaller (${spec.array})`, value: Math.max(a / b, b / a) };
    }
  }
}

function get(arrays: Arrays, name: string): ArrayLike<number> {
  if (!Object.hasOwn(arrays, name)) throw new Error(`there is no array ${name} to compare`);
  return arrays[name];
}

/** max |a - b| / max |b|; NaN where lengths differ or a number is none. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0) return NaN;
  let most = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = Math.abs(a[i] - b[i]);
    // A comparison with NaN is false, so it would slip through a maximum.
    if (!(apart <= Number.MAX_VALUE)) return NaN;
    if (apart > most) most = apart;
    const size = Math.abs(b[i]);
    if (size > largest) largest = size;
  }
  return most === 0 ? 0 : most / largest;
}

/** Over the losses that both have, at least two. */
function lossDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const common = Math.min(a.length, b.length);
  if (common < 2) return NaN;
  let apart = 0;
  for (let k = 0; k < common; k++) apart = Math.max(apart, Math.abs(a[k] - b[k]));
  return apart / Math.abs(b[0] - b[common - 1]);
}
