import { InputError } from '@ddr-lab/base/errors';
import { overRuns } from '../metrics/spread';
import { changeOf } from '../reports/compare-reports';
import type { SweepRow } from './rows';

/** One measure at one place in two sweeps. */
export interface SweepChange {
  readonly network: string;
  readonly degradations: string;
  readonly images: string;
  readonly measure: string;
  readonly layer: string;
  readonly degradation: string;
  /** Means over the seeds, with their deviation. */
  readonly a: { readonly mean: number; readonly standardDeviation: number };
  readonly b: { readonly mean: number; readonly standardDeviation: number };
  readonly difference: number;
  /** `up`, `down`: further than twice what the seeds put between two means; `within`; `unknown`: of a single seed. */
  readonly moved: 'up' | 'down' | 'within' | 'unknown';
}

/** Two sweeps side by side. */
export interface SweepComparison {
  readonly changes: readonly SweepChange[];
  /** Numbers that one of them alone has. */
  readonly alone: { readonly a: number; readonly b: number };
}

const keyOf = (row: SweepRow): string =>
  JSON.stringify([row.network, row.degradations, row.images, row.measure, row.layer, row.degradation]);

/**
 * Holds two sweeps against each other, by the names that their files give to networks, degradations and images.
 *
 * @throws InputError where they have nothing in common.
 */
export function compareSweeps(a: readonly SweepRow[], b: readonly SweepRow[]): SweepComparison {
  const [left, right] = [grouped(a), grouped(b)];
  const changes = [...left].flatMap(([key, rows]): SweepChange[] => {
    const others = right.get(key);
    const [own, other] = [valuesOf(rows), others ? valuesOf(others) : []];
    if (own.length === 0 || other.length === 0) return [];
    const { a: one, b: two, difference, moved } = changeOf(overRuns(own), overRuns(other));
    const { network, degradations, images, measure, layer, degradation } = rows[0];
    const plain = ({ mean, standardDeviation }: SweepChange['a']): SweepChange['a'] => ({
      mean,
      standardDeviation,
    });
    return [
      {
        network,
        degradations,
        images,
        measure,
        layer,
        degradation,
        a: plain(one),
        b: plain(two),
        difference,
        moved,
      },
    ];
  });
  if (changes.length === 0) {
    throw new InputError(
      'The two sweeps have nothing in common: no network under one set of degradations on one image set is in both.',
    );
  }
  return { changes, alone: { a: left.size - changes.length, b: right.size - changes.length } };
}

function grouped(rows: readonly SweepRow[]): Map<string, SweepRow[]> {
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

const valuesOf = (rows: readonly SweepRow[]): number[] =>
  rows.flatMap(({ value }) => (value === null ? [] : [value]));
