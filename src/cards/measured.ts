import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChiRow } from '../analysis/chi';
import type { ContrastRow } from '../analysis/contrast';
import type { EvolutionRow } from '../analysis/evolution';
import type { QualityRow } from '../analysis/quality';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { projectRoot } from '../project';

/** What was measured of one network's weights. */
export interface Measured {
  /** Fingerprint of the weights that the rows belong to. */
  readonly weights: string;
  /** A row a set of images; none of classifiers. */
  readonly quality?: readonly QualityRow[];
  readonly chi?: readonly ChiRow[];
  /** CHI by class and by degradation, a row a labelled set. */
  readonly contrast?: readonly ContrastRow[];
  /** PSNR and CHI of the snapshots, where there are any. */
  readonly evolution?: { readonly snapshots: string; readonly rows: readonly EvolutionRow[] };
}

/** By the networks' names. */
export type AllMeasured = Readonly<Record<string, Measured>>;

/** Where measurements are kept: committed, so that tables can be renewed where the data is missing. */
const measuredFile = path.join(projectRoot, 'checkpoints/measured.json');

/**
 * What was measured so far; nothing where the file is missing.
 *
 * @throws InputError naming the file when it is damaged.
 */
export async function readMeasured(file = measuredFile): Promise<AllMeasured> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as AllMeasured;
  } catch {
    // Said below.
  }
  throw new InputError(
    `${file}: not a record of measurements. Delete it, and \`ddr card --all\` measures anew.`,
  );
}

/** Writes the measurements in the order of their names, numbers to six digits. */
export async function writeMeasured(measured: AllMeasured, file = measuredFile): Promise<void> {
  const sorted = Object.fromEntries(Object.entries(measured).sort(([a], [b]) => (a < b ? -1 : 1)));
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  await writeWhole(file, `${JSON.stringify(sorted, short, 1)}\n`);
}

/**
 * The earlier rows with the new ones in their places. Earlier rows stay where their set could not be measured now, as
 * its data is missing.
 */
export function mergeRows<Row extends { readonly set: string }>(
  earlier: readonly Row[] = [],
  renewed: readonly Row[] = [],
): Row[] {
  const bySet = new Map([...earlier, ...renewed].map((row) => [row.set, row]));
  return [...bySet.values()];
}
