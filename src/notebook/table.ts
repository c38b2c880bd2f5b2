import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { writeWholeNow } from '@ddr-lab/base/files/write-whole';
import { type Bundle, show } from '@ddr-lab/book/cells/display';
import {
  tableHtml,
  tableText,
  type TextTable,
  textTable,
  type TextTableOptions,
} from '@ddr-lab/book/cells/table-format';
import { type LatexTableOptions, tableLatex } from '@ddr-lab/book/cells/table-latex';
import { foldDeviations, noColumn } from '@ddr-lab/book/cells/uncertain';
import { checkFigureName } from '@ddr-lab/charts/figure';
import { figuresFolder } from '../charts/saved';
import type { LayerAnalysis } from '../analysis/analyse';
import type { Spread } from '../metrics/spread';

/** What we read of a danfojs DataFrame; the real one fits. */
export interface Frame {
  readonly columns: readonly string[];
  readonly values: unknown;
  readonly index: readonly (string | number)[];
}

/** What `table` takes. */
export interface TableOptions extends TextTableOptions {
  /** The columns to show, in this order; default all. */
  readonly columns?: readonly string[];
  /** Also write the table as LaTeX (booktabs) to NAME.tex in `figures/` (or DDR_FIGURES), for `\input`. */
  readonly latex?: string;
  /** Of the LaTeX table, what `\ref` takes; default `tab:NAME`. It needs a caption. */
  readonly label?: string;
  /** Of the LaTeX table: `single` (`table`, default) or `double` (`table*`, across both columns). */
  readonly width?: LatexTableOptions['width'];
  /** Of the LaTeX table: the size of its letters; default `small`. */
  readonly letters?: LatexTableOptions['letters'];
}

/**
 * Shows a danfojs DataFrame, what `analyse` gives, or an array of records (all columns that appear, in the order in which they
 * do), as a table. `{mean, standardDeviation}` is written `12.3 ± 0.4`, `{mean, interval: {low, high}}` with its interval, a list by
 * its elements. A DataFrame's index is shown where it has names.
 *
 * For a paper: `table(rows, { latex: 'tab3', caption, best: { CHI: 'higher' }, units: { PSNR: 'dB' }, precision: 1 })`.
 *
 * @throws InputError when it is given something else, an option names a column that is not there, or the file cannot be written.
 */
export function table(data: Frame | readonly object[], options: TableOptions = {}): void {
  const texts = tableTexts(data, options);
  if (options.latex !== undefined) writeLatexTable(texts, { ...options, latex: options.latex });
  show(textBundle(texts));
}

function writeLatexTable(
  texts: TextTable,
  { latex, label = `tab:${latex}`, width, letters }: TableOptions & { latex: string },
): void {
  checkFigureName(latex);
  writeWholeNow(path.join(figuresFolder(), `${latex}.tex`), tableLatex(texts, { label, width, letters }));
}

/** All the forms of a table. */
export function tableBundle(data: Frame | readonly object[], options: TableOptions = {}): Bundle {
  return textBundle(tableTexts(data, options));
}

const textBundle = (texts: TextTable): Bundle => ({
  'text/plain': tableText(texts),
  'text/html': tableHtml(texts),
});

/** A table's texts, as `table` shows them. */
export function tableTexts(data: Frame | readonly object[], options: TableOptions = {}): TextTable {
  const { columns, rows } = isRecords(data) ? fromRecords(data) : fromFrame(data);
  // Deviations are looked up first: they need not be among the columns that are asked for.
  const folded = foldDeviations({ columns, rows }, options.deviations ?? {});
  const { columns: wanted = folded.columns } = options;
  const places = wanted.map((name) => folded.columns.indexOf(name));
  const odd = wanted.find((_, i) => places[i] < 0);
  if (odd !== undefined) throw new InputError(noColumn('columns', odd, folded.columns));
  const chosen = folded.rows.map((row) => places.map((place) => row[place]));
  return textTable(wanted, chosen, { ...options, deviations: {} });
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
