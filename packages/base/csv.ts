import { parse, unparse } from 'papaparse';
import { InputError } from './errors';

/**
 * A table as CSV (RFC 4180, but lines end with a line feed alone): a head, then a line a row. Numbers have all their digits; nothing,
 * NaN and what is infinite are empty.
 */
export function csvText(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => row.map(csvCell));
  return `${unparse([[...columns], ...cells], { newline: '\n' })}\n`;
}

function csvCell(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : '';
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** A table that was read from CSV. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads CSV (RFC 4180), or the like with tabs or semicolons between the cells. Empty lines are left out.
 *
 * @param name what to call it in an error.
 * @throws InputError where there is no head, a quote is not closed, or a row has more or fewer cells than the head.
 */
export function parseCsv(text: string, name = 'The table'): CsvTable {
  const { data, errors } = parse<string[]>(text.replace(/^\ufeff/, ''), { skipEmptyLines: true });
  const [columns, ...rows] = data;
  if (columns === undefined) {
    throw new InputError(`${name} is empty; a table begins with a line of column names.`);
  }
  const broken = errors.find(({ type }) => type === 'Quotes');
  if (broken) throw new InputError(`${name}: row ${broken.row ?? 1}: ${broken.message}.`);
  const odd = rows.findIndex((row) => row.length !== columns.length);
  if (odd >= 0) {
    throw new InputError(
      `${name}: row ${odd + 1} has ${rows[odd].length} cells for ${columns.length} columns.`,
    );
  }
  return { columns, rows };
}
