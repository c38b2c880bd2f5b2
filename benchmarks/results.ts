import { readFile } from 'node:fs/promises';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { Agreement } from './agreement';
import type { Disturbance } from './disturbance';

/** One line of the table: a row against one peer. Times are milliseconds a call, sizes MiB; null: not measured. */
export interface ResultRow {
  readonly name: string;
  readonly title: string;
  readonly size: string;
  /** How many images (patches, points), and how many times the row's own number that is. */
  readonly images: number;
  readonly growth: number;
  /** Median time. */
  readonly ours_ms: number | null;
  readonly peer: string;
  readonly peer_ms: number | null;
  /** peer_ms / ours_ms: above 1, ours is faster. */
  readonly ratio: number | null;
  /** Least and largest ratio of a pair. */
  readonly ratio_pairs: readonly [number, number] | null;
  /** Peak resident size of a fresh process after it did the task once. */
  readonly ours_mib: number | null;
  readonly peer_mib: number | null;
  /** Ratio to reach, and the one aimed for. */
  readonly target: number | null;
  readonly aim: number | null;
  /** Whether the target is reached; null without a target or a measurement. */
  readonly met: boolean | null;
  /** Whether peak memory is below the peer's, where that is a target. */
  readonly memory_met: boolean | null;
  readonly agreement: Agreement | null;
  /** Every counted run. */
  readonly ours_runs: readonly number[];
  readonly peer_runs: readonly number[];
  /** Medians of the parts, where the task has parts. */
  readonly ours_parts?: Readonly<Record<string, number>>;
  readonly peer_parts?: Readonly<Record<string, number>>;
  /** Median Calinski-Harabasz index over the runs of t-SNE, where the task ends in one. */
  readonly ours_chi?: number;
  readonly peer_chi?: number;
  /** What else ran while the row was timed, in cores. */
  readonly disturbance?: Disturbance;
  /** Why a side has no numbers. */
  readonly failure?: string;
}

/** What is saved. */
export interface BenchResults {
  readonly format: 'ddr-lab benchmark';
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly machine: Machine;
  /** Versions of both sides, and our backend. */
  readonly software: Readonly<Record<string, string>>;
  readonly rows: readonly ResultRow[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_gib: number;
  readonly system: string;
}

/** Writes the results as JSON, whole or not at all. */
export async function saveResults(file: string, results: BenchResults): Promise<void> {
  await writeWhole(file, `${JSON.stringify(results, rounded, 2)}\n`);
}

/**
 * Reads results that were saved.
 *
 * @throws InputError naming the file when it is missing or holds no results.
 */
export async function readResults(file: string): Promise<BenchResults> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError(`${file}: no such file.`);
  });
  try {
    const results = JSON.parse(text) as BenchResults;
    if (results.format === 'ddr-lab benchmark' && results.version === 1 && Array.isArray(results.rows)) {
      return results;
    }
  } catch {
    // Said below.
  }
  throw new InputError(`${file}: no results of this benchmark.`);
}

/** Six digits are more than any timing has. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(6)) : value;
}
