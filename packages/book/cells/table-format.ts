import { escapeHtml } from './html';

/** A value with its uncertainty; `12.3 ± 0.4` in a table. */
export interface Uncertain {
  readonly mean: number;
  readonly standardDeviation: number;
}

/** A table ready to be written: texts only. */
export interface TextTable {
  readonly caption?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of numbers stand to the right. */
  readonly numeric: readonly boolean[];
}

/** Decimals of the numbers: for all columns, or by column name. */
export type Precision = number | Readonly<Record<string, number>>;

/**
 * Texts for the cells of each column. Whole numbers stay whole where the whole column is; other numbers get
 * `precision` decimals, 2 by default (numbers too small for them keep two significant digits).
 */
export function textTable(
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
  { caption, precision = 2 }: { caption?: string; precision?: Precision } = {},
): TextTable {
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
    columns,
    rows: rows.map((_, row) => columns.map((__, column) => texts[column][row])),
    numeric: values.map(
      (column) => column.some(isNumber) && column.every((value) => isNumber(value) || isMissing(value)),
    ),
  };
}

/** HTML of a table, everything escaped, in the style that Jupyter gives data frames. */
export function tableHtml({ caption, columns, rows, numeric }: TextTable): string {
  const align = (column: number): string => `text-align:${numeric[column] ? 'right' : 'left'}`;
  const head = columns
    .map((name, column) => `<th style="${align(column)}">${escapeHtml(name)}</th>`)
    .join('');
  const body = rows
    .map((row) => {
      const cells = row
        .map((text, column) => `<td style="${align(column)}">${escapeHtml(text)}</td>`)
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
  if (isUncertain(value))
    return `${numberText(value.mean, decimals)} ± ${numberText(value.standardDeviation, decimals)}`;
  return summary(value);
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

function isUncertain(value: unknown): value is Uncertain {
  const both = value as Partial<Uncertain> | null;
  return (
    typeof both === 'object' && typeof both?.mean === 'number' && typeof both.standardDeviation === 'number'
  );
}
