import { InputError } from '@ddr-lab/base/errors';

/** A value with its uncertainty: `12.3 ± 0.4` or `12.3 [11.9, 12.8]` in a table. */
export interface Uncertain {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation?: number;
  /** An open end is null. */
  readonly interval?: { readonly low: number | null; readonly high: number | null };
}

/**
 * A value with its uncertainty in one of the forms that results have: `{ mean, standardDeviation }`, `{ mean, deviation }`,
 * `{ mean, interval: { low, high } }`, `{ mean, low, high }`, each with `value` in place of `mean`. Nothing of anything else.
 */
export function uncertain(value: unknown): Uncertain | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    mean,
    value: own,
    standardDeviation,
    deviation,
    interval,
    low,
    high,
  } = value as Record<string, unknown>;
  const centre = mean ?? own;
  if (typeof centre !== 'number') return undefined;
  const spread = standardDeviation ?? deviation;
  if (typeof spread === 'number') return { mean: centre, deviation: spread };
  const ends = (interval ?? { low, high }) as { low?: unknown; high?: unknown };
  const isEnd = (end: unknown): end is number | null => typeof end === 'number' || end === null;
  return isEnd(ends.low) && isEnd(ends.high)
    ? { mean: centre, interval: { low: ends.low, high: ends.high } }
    : undefined;
}

/** Whether a value is `uncertain`. */
export function isUncertain(value: unknown): boolean {
  return uncertain(value) !== undefined;
}

/** Columns and their values. */
export interface Folded {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * The table with the deviations that stand in columns of their own put beside their means.
 *
 * @param deviations for a column of means that of its deviations.
 * @throws InputError where one of them is not there.
 */
export function foldDeviations(
  { columns, rows }: Folded,
  deviations: Readonly<Record<string, string>>,
): Folded {
  const folded = Object.entries(deviations);
  const odd = folded.flat().find((name) => !columns.includes(name));
  if (odd !== undefined) throw new InputError(noColumn('deviations', odd, columns));
  if (folded.length === 0) return { columns, rows };
  const gone = new Set(folded.map(([, of]) => of));
  const kept = columns.filter((name) => !gone.has(name));
  return {
    columns: kept,
    rows: rows.map((row) =>
      kept.map((name) => {
        const value = row[columns.indexOf(name)];
        const deviation = Object.hasOwn(deviations, name)
          ? row[columns.indexOf(deviations[name])]
          : undefined;
        return typeof value === 'number' && typeof deviation === 'number'
          ? { mean: value, deviation }
          : value;
      }),
    ),
  };
}

/** What is said of a column that an option names and the table has not. */
export function noColumn(option: string, name: string, columns: readonly string[]): string {
  return `The table has no column ${JSON.stringify(name)} (${option}); it has ${columns.join(', ')}.`;
}
