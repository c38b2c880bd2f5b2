import { readFile } from 'node:fs/promises';
import { fingerprintOf } from '@ddr-lab/base/cache/key';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { Row, UnitValues } from './compute/row';
import { placesIn } from './places';
import { type Unit, unitId } from './unit';

/** Who computed a result, and how long it took: for people, no number of a table depends on it. */
export interface Made {
  readonly program: string;
  readonly backend: string;
  readonly node: string;
  readonly processor: string;
  readonly host: string;
  readonly ended: string;
  readonly seconds: number;
}

/** A unit's result, whole. */
export interface UnitResult extends UnitValues {
  readonly id: string;
  readonly unit: Unit;
  readonly made: Made;
}

const format = 'ddr-lab sweep result';
const columns = ['measure', 'layer', 'degradation', 'seed', 'value'] as const;

/** Writes a result whole: under a temporary name, then renamed. */
export async function writeResult(folder: string, result: UnitResult): Promise<void> {
  const { id, unit, made, notes } = result;
  const rows = result.rows.map((one) => columns.map((column) => one[column]));
  const body = { format, version: 1, id, sum: sumOf(rows, notes), unit, made, notes, columns };
  const head = JSON.stringify(body, null, 1).replace(/\n\}$/, '');
  const lines = rows.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
  await writeWhole(placesIn(folder).result(id), `${head},\n "rows": [\n${lines}\n ]\n}\n`);
}

/** A result as it was found: whole, not there, or damaged and why. */
export type FoundResult =
  | { readonly state: 'whole'; readonly result: UnitResult }
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly reason: string };

/**
 * Reads a result and looks whether it is whole: its format, its id, that the id is that of the unit in it, and the checksum of its numbers.
 * One that is damaged counts as not there, and is written anew.
 */
export async function readResult(folder: string, id: string): Promise<FoundResult> {
  const file = placesIn(folder).result(id);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { state: 'missing' };
    throw new InputError(`${file}: cannot be read (${(error as Error).message}).`);
  }
  try {
    return { state: 'whole', result: parsed(text, id) };
  } catch (error) {
    return { state: 'damaged', reason: `${file}: ${(error as Error).message}` };
  }
}

function parsed(text: string, id: string): UnitResult {
  const found = JSON.parse(text) as Record<string, unknown>;
  const check = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(what);
  };
  check(found.format === format && found.version === 1, 'is no result of this version.');
  check(found.id === id, 'its id is not that of its name.');
  check(unitId(found.unit as Unit) === id, 'the unit in it has another id.');
  check(JSON.stringify(found.columns) === JSON.stringify(columns), 'has other columns.');
  const rows = found.rows as (string | number | null)[][];
  const notes = found.notes as string[];
  check(Array.isArray(rows) && Array.isArray(notes), 'has no rows.');
  check(found.sum === sumOf(rows, notes), 'its numbers do not fit their checksum.');
  return {
    id,
    unit: found.unit as Unit,
    made: found.made as Made,
    notes,
    rows: rows.map(
      (one) => Object.fromEntries(columns.map((column, i) => [column, one[i]])) as unknown as Row,
    ),
  };
}

const sumOf = (rows: readonly unknown[], notes: readonly string[]): string =>
  fingerprintOf(JSON.stringify([rows, notes])).slice(0, 16);

/**
 * The numbers of one unit that is done.
 *
 * @throws InputError where its result is not whole.
 */
export async function unitRows(folder: string, id: string): Promise<readonly Row[]> {
  const found = await readResult(folder, id);
  if (found.state === 'whole') return found.result.rows;
  throw new InputError(found.state === 'damaged' ? found.reason : `${id}: is not done.`);
}
