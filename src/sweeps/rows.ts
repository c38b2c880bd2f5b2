import { InputError } from '@ddr-lab/base/errors';
import { overRuns } from '../metrics/spread';
import type { Row } from './compute/row';
import { readPlan } from './plan-file';
import { readResult } from './store';
import type { PlannedUnit } from './unit';

/** One number of a sweep, with what the sweep's file calls its place. */
export interface SweepRow extends Row {
  readonly network: string;
  /** The set of degradations; '' of a training. */
  readonly degradations: string;
  readonly images: string;
}

/** A sweep's numbers. */
export interface SweepRows {
  /** In the order of the plan, whoever computed what when: two runs of one sweep give the same rows. */
  readonly rows: readonly SweepRow[];
  readonly units: number;
  /** Units without a whole result. */
  readonly missing: readonly PlannedUnit[];
  /** What the units said that a reader should know, each once. */
  readonly notes: readonly string[];
}

/** The columns of a sweep's rows. */
export const rowColumns = [
  'network',
  'degradations',
  'images',
  'measure',
  'layer',
  'degradation',
  'seed',
  'value',
] as const;

/**
 * Reads the numbers of all units that are done.
 *
 * @throws InputError as `readPlan`.
 */
export async function readRows(folder: string): Promise<SweepRows> {
  const plan = await readPlan(folder);
  const rows: SweepRow[] = [];
  const missing: PlannedUnit[] = [];
  const notes = new Set<string>();
  for (const planned of plan) {
    const found = await readResult(folder, planned.id);
    if (found.state !== 'whole') {
      missing.push(planned);
      continue;
    }
    const { network } = planned.place;
    const { degradations, images } = { degradations: '', images: '', ...planned.place };
    for (const { measure, layer, degradation, seed, value } of found.result.rows) {
      rows.push({ network, degradations, images, measure, layer, degradation, seed, value });
    }
    for (const note of found.result.notes) notes.add(`${network}: ${note}`);
  }
  return { rows, units: plan.length, missing, notes: [...notes] };
}

/** Which rows. */
export interface RowChoice {
  /** Measures by their names in tables: `CHI`, `PSNR`; default all. */
  readonly measures?: readonly string[];
  /** Layers by name, or `last`: the last of each network; default all. Rows without a layer stay. */
  readonly layers?: readonly string[];
}

/**
 * Some of the rows.
 *
 * @throws InputError for a measure or a layer that no row has, naming those that there are.
 */
export function chooseRows(rows: readonly SweepRow[], { measures, layers }: RowChoice): SweepRow[] {
  refuseOdd('measure', measures, new Set(rows.map(({ measure }) => measure)));
  refuseOdd('layer', layers, new Set([...rows.map(({ layer }) => layer).filter(Boolean), 'last']));
  const last = lastLayers(rows);
  return rows.filter(
    ({ measure, layer, network }) =>
      (measures?.includes(measure) ?? true) &&
      (layers === undefined ||
        layer === '' ||
        layers.includes(layer) ||
        (layers.includes('last') && last.get(`${network}\n${measure}`) === layer)),
  );
}

function refuseOdd(what: string, asked: readonly string[] | undefined, known: ReadonlySet<string>): void {
  const odd = asked?.find((one) => !known.has(one));
  if (odd !== undefined)
    throw new InputError(`There is no ${what} ${odd} in this sweep; there are ${[...known].join(', ')}.`);
}

/** The last layer of each network and measure: rows stand in the order that data flows. */
function lastLayers(rows: readonly SweepRow[]): Map<string, string> {
  return new Map(rows.map(({ network, measure, layer }) => [`${network}\n${measure}`, layer]));
}

/** A mean over seeds with its deviation. */
export interface SeedMean {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** What a sweep found at one place: measures by their names, over the seeds where there are several. */
export type PlaceRow = Readonly<Record<string, string | number | SeedMean | null>>;

const placeColumns = ['network', 'degradations', 'images', 'layer', 'degradation'] as const;

/** A row for each network, set, image set, layer and degradation; a column for each measure. Columns of places that are empty everywhere are left out. */
export function placeRows(rows: readonly SweepRow[]): PlaceRow[] {
  const kept = placeColumns.filter((column) => rows.some((row) => row[column] !== ''));
  const measures = [...new Set(rows.map(({ measure }) => measure))];
  const places = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(placeColumns.map((column) => row[column]));
    const own = places.get(key);
    if (own) own.push(row);
    else places.set(key, [row]);
  }
  return [...places.values()].map((own) => {
    const place = kept.map((column) => [column, own[0][column]] as const);
    const values = measures.map((measure) => {
      const found = own.filter((row) => row.measure === measure);
      return [measure, found.length === 0 ? null : meanOf(found)] as const;
    });
    return Object.fromEntries([...place, ...values]);
  });
}

function meanOf(rows: readonly SweepRow[]): number | SeedMean | null {
  const values = rows.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return null;
  if (rows.length === 1 && rows[0].seed === null) return values[0];
  const { mean, standardDeviation } = overRuns(values);
  return { mean, standardDeviation };
}
