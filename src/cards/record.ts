import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChiRow } from '../analysis/chi';
import type { ContrastRow } from '../analysis/contrast';
import type { EvolutionRow } from '../analysis/evolution';
import type { HalfOutputs } from '../analysis/half-outputs';
import type { HalfAccuracy, HalfChi } from '../analysis/half-precision';
import type { QualityRow } from '../analysis/quality';
import type { CurvePoint } from '../charts/training';
import { projectRoot, shippedOrOwn } from '@ddr-lab/base/project';

/** What a weight file says of how it was made, as far as it does. */
export interface TrainingRecord {
  readonly name: string;
  /** The recipe's fields as they were, whatever they are by now. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly network: Readonly<Record<string, unknown>>;
  readonly seed?: string;
  readonly data?: string;
  readonly iterations?: number;
  /** Iterations behind the network that it began with. */
  readonly before?: number;
  /** What the final metrics were measured on, in words. */
  readonly evaluation?: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds?: number;
  readonly backend?: string;
  readonly machine?: string;
  readonly version?: string;
  readonly log: readonly CurvePoint[];
  /** `F16` where `ddr halve` stored it so. */
  readonly precision: 'F32' | 'F16';
  /** What `ddr halve` found. */
  readonly halfPrecision?: HalfPrecisionRecord;
}

/** What half precision changed, as `ddr halve` writes it into the weight file. */
export interface HalfPrecisionRecord {
  readonly chi?: readonly HalfChi[];
  readonly accuracy?: HalfAccuracy;
  /** Of degraders and judges. */
  readonly outputs?: readonly HalfOutputs[];
}

/**
 * Reads the metadata of a weight file. Fields that an older or foreign file lacks are left out.
 *
 * @throws InputError naming the file where a field is there but damaged.
 */
export function readRecord(
  name: string,
  metadata: Readonly<Record<string, string>>,
  file = name,
): TrainingRecord {
  const parse = (key: string): unknown => {
    if (!metadata[key]) return undefined;
    try {
      return JSON.parse(metadata[key]) as unknown;
    } catch {
      throw new InputError(`${file}: its "${key}" record is no JSON. Train the network again.`);
    }
  };
  const object = (key: string): Record<string, unknown> => {
    const value = parse(key) ?? {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
    throw new InputError(`${file}: its "${key}" record is no JSON object. Train the network again.`);
  };
  const number = (key: string): number | undefined => (metadata[key] ? Number(metadata[key]) : undefined);
  const log = parse('log') ?? [];
  return {
    name,
    recipe: object('recipe'),
    network: object('network'),
    seed: metadata.seed,
    data: metadata.data,
    iterations: number('iterations'),
    before: number('before'),
    evaluation: metadata.evaluation,
    metrics: numbersOf(object('metrics')),
    seconds: number('seconds'),
    backend: metadata.backend,
    machine: metadata.machine,
    version: metadata.version,
    log: (Array.isArray(log) ? log : []).filter(isCurvePoint),
    precision: metadata.precision === 'F16' ? 'F16' : 'F32',
    halfPrecision: parse('halfPrecision') as HalfPrecisionRecord | undefined,
  };
}

function numbersOf(values: Record<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

function isCurvePoint(entry: unknown): entry is CurvePoint {
  const { iteration, losses, metrics } = (entry ?? {}) as Partial<CurvePoint>;
  return typeof iteration === 'number' && typeof losses === 'object' && typeof metrics === 'object';
}

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
const measuredFile = 'checkpoints/measured.json';

/**
 * What was measured so far; nothing where the file is missing.
 *
 * @throws InputError naming the file when it is damaged.
 */
export async function readMeasured(file = shippedOrOwn(measuredFile)): Promise<AllMeasured> {
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
export async function writeMeasured(
  measured: AllMeasured,
  file = path.join(projectRoot, measuredFile),
): Promise<void> {
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
