import { InputError } from '@ddr-lab/base/errors';
import { type Bundle, show } from '@ddr-lab/book/cells/display';
import { type Precision, tableHtml, tableText, textTable } from '@ddr-lab/book/cells/table-format';
import type { LayerAnalysis } from '../analysis/analyse';
import type { Spread } from '../metrics/spread';

/** What we read of a danfojs DataFrame; the real one fits. */
export interface Frame {
  readonly columns: readonly string[];
  readonly values: unknown;
  readonly index: readonly (string | number)[];
}

/** What `table` takes. */
export interface TableOptions {
  caption?: string;
  /** Decimals of numbers that are not whole: for all columns, or by column. Default 2. */
  precision?: Precision;
}

/**
 * Shows a danfojs DataFrame, what `analyse` gives, or an array of records (all columns that appear, in the order in which they
 * do), as a table. `{mean, standardDeviation}` is written `12.3 ± 0.4`, a list by its elements. A DataFrame's index is shown
 * where it has names.
 *
 * @throws InputError when it is given something else.
 */
export function table(data: Frame | readonly object[], options: TableOptions = {}): void {
  show(tableBundle(data, options));
}

/** All the forms of a table. */
export function tableBundle(data: Frame | readonly object[], options: TableOptions = {}): Bundle {
  const { columns, rows } = isRecords(data) ? fromRecords(data) : fromFrame(data);
  const texts = textTable(columns, rows, options);
  return { 'text/plain': tableText(texts), 'text/html': tableHtml(texts) };
}

function isRecords(data: Frame | readonly object[]): data is readonly object[] {
  return Array.isArray(data);
}

interface Rows {
  columns: string[];
  rows: unknown[][];
}

function fromRecords(given: readonly object[]): Rows {
  const plain = given as readonly Readonly<Record<string, unknown>>[];
  const records = isLayerAnalyses(plain) ? layerRows(plain) : plain;
  const odd = records.findIndex(
    (record) => typeof record !== 'object' || record === null || Array.isArray(record),
  );
  if (odd >= 0) {
    throw new InputError(`table() takes a DataFrame or an array of records; row ${odd + 1} is no record.`);
  }
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { columns, rows: records.map((record) => columns.map((column) => record[column])) };
}

function fromFrame({ columns, values, index }: Frame): Rows {
  if (!Array.isArray(columns) || !Array.isArray(values)) {
    throw new InputError('table() takes a DataFrame or an array of records.');
  }
  const rows = values as unknown[][];
  const named = index.some((label, row) => label !== row);
  if (!named) return { columns: [...columns], rows };
  return { columns: ['', ...columns], rows: rows.map((row, i) => [index[i], ...row]) };
}

/** Whether records are what `analyse` gives. */
export function isLayerAnalyses(
  records: readonly Readonly<Record<string, unknown>>[],
): records is readonly (LayerAnalysis & Record<string, unknown>)[] {
  const isSpread = (value: unknown): value is Spread =>
    typeof value === 'object' && value !== null && 'standardDeviation' in value;
  return (
    records.length > 0 &&
    records.every(
      (one) =>
        typeof one?.layer === 'string' &&
        Array.isArray(one.runs) &&
        isSpread(one.wd) &&
        isSpread(one.bd) &&
        isSpread(one.chi) &&
        typeof one.reduced === 'object',
    )
  );
}

/** What `analyse` gives as rows for people: maps and runs are for figures. */
function layerRows(results: readonly LayerAnalysis[]): Record<string, unknown>[] {
  return results.map(({ layer, patches, wd, bd, chi, reduced, pixels, grade }) => ({
    layer,
    patches,
    WD: wd,
    BD: bd,
    CHI: chi,
    'CHI before t-SNE': reduced.chi,
    ...(pixels === undefined ? {} : { 'CHI of the pixels': pixels }),
    ...(grade === undefined ? {} : { 'by degradation': grade }),
  }));
}
