import type { ResultRow } from './results';

/** How one side's time grows with the images. */
export interface Growth {
  /** The row's name. */
  readonly name: string;
  /** Ours, or a peer's name. */
  readonly side: string;
  /** The power p of "time = c images^p": 1 is in proportion, below 1 the cost of an image falls. */
  readonly exponent: number;
  /** Times that it is fitted to. */
  readonly sizes: number;
}

/**
 * The power of the number of images that each side's time grows by: the slope of the straight line, by least squares, through the logarithms
 * of the median times. Of a side measured at fewer than three sizes there is none.
 */
export function exponents(rows: readonly ResultRow[]): Growth[] {
  const found: Growth[] = [];
  for (const name of new Set(rows.map((row) => row.name))) {
    const those = rows.filter((row) => row.name === name);
    const peers = [...new Set(those.map(({ peer }) => peer))];
    const ours = those.filter(({ peer }) => peer === peers[0]);
    const add = (side: string, times: readonly (readonly [number, number | null])[]): void => {
      const known = times.filter(
        (pair): pair is readonly [number, number] => pair[1] !== null && pair[1] > 0,
      );
      if (known.length >= 3) found.push({ name, side, exponent: slope(known), sizes: known.length });
    };
    add(
      'ours',
      ours.map(({ images, ours_ms: ms }) => [images, ms] as const),
    );
    for (const peer of peers) {
      add(
        peer,
        those.filter((row) => row.peer === peer).map(({ images, peer_ms: ms }) => [images, ms] as const),
      );
    }
  }
  return found;
}

function slope(pairs: readonly (readonly [number, number])[]): number {
  const x = pairs.map(([images]) => Math.log(images));
  const y = pairs.map(([, ms]) => Math.log(ms));
  const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
  const [middle, height] = [mean(x), mean(y)];
  const along = x.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return x.reduce((sum, value, i) => sum + (value - middle) * (y[i] - height), 0) / along;
}
