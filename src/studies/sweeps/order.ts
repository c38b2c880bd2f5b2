import { rankCorrelation } from '../../metrics/rank-correlation';

/** A number of a sweep, as far as it is looked at here. */
export interface OrderedNumber {
  readonly network: string;
  readonly degradations: string;
  readonly images: string;
  readonly seed: number | null;
  readonly value: number | null;
}

/** Networks by settings (degradations and images): a measure's values over the seeds. */
export interface OrderTable {
  readonly networks: readonly string[];
  readonly settings: readonly string[];
  /** `values[setting][network]`, one number a seed. */
  readonly values: readonly (readonly (readonly number[])[])[];
}

/**
 * A sweep's numbers of one measure by networks and settings.
 *
 * @param rows of one measure, one layer a network.
 */
export function orderTable(rows: readonly OrderedNumber[]): OrderTable {
  const settingOf = ({ degradations, images }: OrderedNumber): string => `${degradations}, ${images}`;
  const settings = [...new Set(rows.map(settingOf))];
  const networks = [...new Set(rows.map(({ network }) => network))];
  const values = settings.map((setting) =>
    networks.map((network) =>
      rows
        .filter((row) => row.network === network && settingOf(row) === setting)
        .flatMap(({ value }) => (value === null ? [] : [value])),
    ),
  );
  return { networks, settings, values };
}

/** How alike two settings put networks in order. */
export interface OrderPair {
  readonly a: string;
  readonly b: string;
  /** Spearman's rank correlation. */
  readonly correlation: number;
}

/**
 * The order of networks in each pair of settings.
 *
 * @param means `means[setting][network]`.
 * @throws InputError as `rankCorrelation` does.
 */
export function orderPairs(settings: readonly string[], means: readonly (readonly number[])[]): OrderPair[] {
  return settings.flatMap((a, i) =>
    settings.slice(i + 1).map((b, k) => ({ a, b, correlation: rankCorrelation(means[i], means[i + 1 + k]) })),
  );
}

/** How far two computations of one unit are apart. */
export interface Recomputed {
  /** Of the numbers that nothing chaotic has touched (CHI of the principal components): the largest relative difference. */
  readonly components: number;
  /** Numbers of that kind. */
  readonly count: number;
}

/** A number of a unit, as far as it is looked at here. */
export interface UnitNumber {
  readonly measure: string;
  readonly layer: string;
  readonly value: number | null;
}

/** Holds a unit's numbers against those of another computation of it. */
export function recomputed(before: readonly UnitNumber[], now: readonly UnitNumber[]): Recomputed {
  const measure = 'CHI of components';
  const known = new Map(before.filter((row) => row.measure === measure).map((row) => [row.layer, row.value]));
  const differences = now
    .filter((row) => row.measure === measure)
    .map(({ layer, value }) => {
      const old = known.get(layer);
      return typeof old === 'number' && typeof value === 'number'
        ? Math.abs(value - old) / Math.abs(old)
        : Infinity;
    });
  return {
    components: differences.length === 0 ? Infinity : Math.max(...differences),
    count: differences.length,
  };
}
