import { InputError } from '@ddr-lab/base/errors';
import { escapeHtml } from './html';
import { type Folded, foldDeviations, isUncertain, noColumn, type Uncertain, uncertain } from './uncertain';

/** A table ready to be written: texts only. */
export interface TextTable {
  readonly caption?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers stand to the right. */
  readonly numeric: readonly boolean[];
  /** Which cells are the best of their column, where that was asked for. */
  readonly bold?: readonly (readonly boolean[])[];
}

/** What is better in a column. */
export type Better = 'higher' | 'lower';

/** How values become a table. Columns are named as in the data. */
export interface TextTableOptions {
  readonly caption?: string;
  /** Decimals of numbers that are not whole: for all columns, or by column. Default 2. */
  readonly precision?: Precision;
  /** Units in the head, by column: `{ PSNR: 'dB' }` gives `PSNR (dB)`. */
  readonly units?: Readonly<Record<string, string>>;
  /** Columns whose best value is bold: `{ CHI: 'higher', NIQE: 'lower' }`. What is shown alike is bold alike. */
  readonly best?: Readonly<Record<string, Better>>;
  /** Columns whose deviation stands in another column, which then is none of its own: `{ CHI: 'CHI sd' }`. */
  readonly deviations?: Readonly<Record<string, string>>;
}

/** Decimals of the numbers: for all columns, or by column name. */
export type Precision = number | Readonly<Record<string, number>>;

/**
 * Texts for the cells of each column. Whole numbers stay whole where the whole column is; other numbers get
 * `precision` decimals, 2 by default (numbers too small for them keep two significant digits).
 *
 * @throws InputError where `best`, `units` or `deviations` name a column that is not there.
 */
export function textTable(
  given: readonly string[],
  cells: readonly (readonly unknown[])[],
  options: TextTableOptions = {},
): TextTable {
  const { caption, precision = 2, units = {}, best = {}, deviations = {} } = options;
  const { columns, rows } = foldDeviations({ columns: given, rows: cells }, deviations);
  checkColumns(columns, { units, best });
  const values = columns.map((_, column) => rows.map((row) => row[column]));
  const texts = values.map((column, index) => {
    const decimals = typeof precision === 'number' ? precision : (precision[columns[index]] ?? 2);
    const whole = column.every(
      (value) => typeof value !== 'number' || !Number.isFinite(value) || Number.isInteger(value),
    );
    return column.map((value) => cellText(value, decimals, whole));
  });
  return {
    ...(caption === undefined ? {} : { caption }),
    columns: columns.map((name) => (Object.hasOwn(units, name) ? `${name} (${units[name]})` : name)),
    rows: rows.map((_, row) => columns.map((__, column) => texts[column][row])),
    ...(Object.keys(best).length > 0 ? { bold: boldCells({ columns, rows }, texts, best) } : {}),
    numeric: values.map(
      (column) => column.some(isNumber) && column.every((value) => isNumber(value) || isMissing(value)),
    ),
  };
}

/** The best of each column that is asked for, by what is shown: two that look alike are both the best. */
function boldCells(
  { columns, rows }: Folded,
  texts: readonly (readonly string[])[],
  best: Readonly<Record<string, Better>>,
): boolean[][] {
  const winners = columns.map((name, column) => {
    if (!Object.hasOwn(best, name)) return undefined;
    const shown = rows.map((row, i) => (isNumber(row[column]) ? shownNumber(texts[column][i]) : NaN));
    const finite = shown.filter((value) => !Number.isNaN(value));
    const winner = best[name] === 'lower' ? Math.min(...finite) : Math.max(...finite);
    return shown.map((value) => value === winner);
  });
  return rows.map((_, row) => columns.map((__, column) => winners[column]?.[row] ?? false));
}

/** The number that a cell's text begins with. */
function shownNumber(text: string): number {
  if (/^-?∞/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return parseFloat(text);
}

function checkColumns(
  columns: readonly string[],
  named: Readonly<Record<'units' | 'best', Readonly<Record<string, unknown>>>>,
): void {
  for (const option of ['units', 'best'] as const) {
    const odd = Object.keys(named[option]).find((name) => !columns.includes(name));
    if (odd !== undefined) throw new InputError(noColumn(option, odd, columns));
  }
  const odd = Object.entries(named.best).find(([, value]) => value !== 'higher' && value !== 'lower');
  if (odd) throw new InputError(`The best of ${odd[0]} is higher or lower, not ${JSON.stringify(odd[1])}.`);
}

/** HTML of a table, everything escaped, in the style that Jupyter gives data frames. */
export function tableHtml({ caption, columns, rows, numeric, bold }: TextTable): string {
  const align = (column: number): string => `text-align:${numeric[column] ? 'right' : 'left'}`;
  const head = columns
    .map((name, column) => `<th style="${align(column)}">${escapeHtml(name)}</th>`)
    .join('');
  const body = rows
    .map((row, i) => {
      const marked = (text: string, column: number): string =>
        bold?.[i]?.[column] ? `<b>${escapeHtml(text)}</b>` : escapeHtml(text);
      const cells = row
        .map((text, column) => `<td style="${align(column)}">${marked(text, column)}</td>`)
        .join('');
      return `<tr>${cells}</tr>`;
    })
    .join('\n');
  const title = caption
    ? `<caption style="caption-side:top;text-align:left;padding:0 0 4px">${escapeHtml(caption)}</caption>`
    : '';
  return `<table class="dataframe" style="font-variant-numeric:tabular-nums">${title}<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody></table>`;
}

/** The table in plain text: columns lined up, a rule below the head. */
export function tableText({ caption, columns, rows, numeric }: TextTable): string {
  const all = [columns, ...rows].map((row) => row.map((text) => text.replace(/\s+/g, ' ')));
  const widths = columns.map((_, column) => Math.max(...all.map((row) => [...row[column]].length)));
  const lines = all.map((row) =>
    row
      .map((text, column) => {
        const blank = ' '.repeat(widths[column] - [...text].length);
        return numeric[column] ? blank + text : text + blank;
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [...(caption ? [caption, ''] : []), lines[0], rule, ...lines.slice(1)].join('\n');
}

function cellText(value: unknown, decimals: number, whole: boolean): string {
  if (isMissing(value)) return '–';
  if (typeof value === 'number') return numberText(value, whole ? 0 : decimals);
  const known = uncertain(value);
  if (known !== undefined) return uncertainText(known, decimals);
  return summary(value);
}

function uncertainText({ mean, deviation, interval }: Uncertain, decimals: number): string {
  const text = numberText(mean, decimals);
  if (deviation !== undefined) return `${text} ± ${numberText(deviation, decimals)}`;
  if (interval === undefined) return text;
  const end = (value: number | null, open: string): string =>
    value === null ? open : numberText(value, decimals);
  return `${text} [${end(interval.low, '-∞')}, ${end(interval.high, '∞')}]`;
}

/** What a cell shows of anything else: a list by its elements, a matrix by its size, a record by its fields. */
function summary(value: unknown, deep = false): string {
  if (typeof value === 'number') return numberText(value, 2);
  if (typeof value !== 'object' || value === null) return String(value);
  const { rows, columns } = value as { rows?: unknown; columns?: unknown };
  if (typeof rows === 'number' && typeof columns === 'number') return `${rows} x ${columns}`;
  if (ArrayBuffer.isView(value)) return `${(value as Float32Array).length} numbers`;
  if (Array.isArray(value)) {
    const plain = value.every((element) => typeof element !== 'object' || element === null);
    return plain ? value.join(', ') : `${value.length} ${value.length === 1 ? 'record' : 'records'}`;
  }
  // What is written as text by its own way (a date) stays so.
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  if (deep) return '{...}';
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${summary(inner, true)}`)
    .join(', ');
}

function numberText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '-∞';
  const lost = value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals;
  return lost ? value.toPrecision(2) : value.toFixed(decimals);
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));
}

function isNumber(value: unknown): boolean {
  return (typeof value === 'number' && !Number.isNaN(value)) || isUncertain(value);
}
