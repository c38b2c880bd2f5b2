import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseCsv } from '@ddr-lab/base/csv';
import { InputError } from '@ddr-lab/base/errors';
import { type Uncertain, uncertain } from '@ddr-lab/book/cells/uncertain';
import { oursText, paperText, verdictText } from '@ddr-lab/book/claims/value-text';
import { type NetworkReport, type Report, reportFormat } from './report';

/** A row of a table: numbers, texts, and `{ mean, standardDeviation }` or `{ mean, interval }` by column. */
export type TableRow = Readonly<Record<string, unknown>>;

/** What `tableRows` takes. */
export interface TableRowsOptions {
  /**
   * Of a report: `layers` (default), `quality`, `attribution` or `verdicts`. Of other JSON objects: where the records stand in it, its
   * keys joined by dots. Default: where there is one list of records.
   */
  readonly part?: string;
}

/** The parts of a report that are tables. */
const reportParts: Readonly<Record<string, (network: NetworkReport) => TableRow[]>> = {
  layers: ({ pixels, layers }) =>
    [pixels, ...layers].map(({ layer, features, wd, bd, chi, reduced }) => ({
      layer: layer === pixels.layer ? 'input pixels' : layer,
      features,
      WD: wd,
      BD: bd,
      CHI: chi,
      'CHI before t-SNE': reduced.chi,
    })),
  quality: ({ quality }) => quality.map(({ degradation, ...rest }) => ({ degradation, ...flat(rest) })),
  attribution: ({ attribution = [] }) => attribution.map((row) => ({ ...row })),
  verdicts: ({ verdict }) => [flat(verdict)],
};

/**
 * The records in a file that a command or a run of this project wrote, or anybody: `report.json`, `claims.json` (and what
 * `ddr claims --json` prints), a list of records, lines of JSON, one record, CSV.
 *
 * @throws InputError naming the file where it cannot be read, holds no records, or has no such part.
 */
async function tableRows(file: string, { part }: TableRowsOptions = {}): Promise<TableRow[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new InputError(`${file}: cannot be read (${error.message}).`);
  });
  if (/\.(csv|tsv)$/i.test(file)) {
    if (part !== undefined) throw new InputError(`${file}: CSV has no part ${part}.`);
    return csvRows(text, file);
  }
  const content = parseJson(text, file);
  if (isReport(content)) return reportRows(content, part ?? 'layers', file);
  const records = part === undefined ? recordsIn(content, file) : recordsAt(content, part, file);
  if (records.length === 0) throw new InputError(`${file}: holds no records, so there is no table.`);
  return records.every(isClaim) ? records.map(claimRow) : records;
}

function csvRows(text: string, file: string): TableRow[] {
  const { columns, rows } = parseCsv(text, file);
  const numeric = columns.map((_, i) => {
    const given = rows.map((row) => row[i].trim()).filter((cell) => cell !== '');
    return given.length > 0 && given.every((cell) => Number.isFinite(Number(cell)));
  });
  return rows.map((row) =>
    Object.fromEntries(
      columns.map((column, i) => [
        column,
        row[i].trim() === '' ? null : numeric[i] ? Number(row[i]) : row[i],
      ]),
    ),
  );
}

/** One value, or a value a line as `ddr srga` prints them. */
function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      if (lines.length > 1) return lines.map((line) => JSON.parse(line) as unknown);
    } catch {
      // It is no list of lines either.
    }
    throw new InputError(
      `${file}: neither CSV (its name ends in .csv or .tsv) nor JSON (${(error as Error).message}).`,
    );
  }
}

const isRecord = (value: unknown): value is TableRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRecords = (value: unknown): value is TableRow[] =>
  Array.isArray(value) && value.length > 0 && value.every(isRecord);

function recordsIn(content: unknown, file: string): TableRow[] {
  if (isRecords(content)) return content;
  if (!isRecord(content)) throw new InputError(`${file}: holds no records, so there is no table.`);
  const lists = Object.entries(content).filter(([, value]) => isRecords(value));
  if (lists.length === 1) return lists[0][1] as TableRow[];
  if (lists.length > 1) {
    throw new InputError(
      `${file}: has several tables; name a part: ${lists.map(([key]) => key).join(', ')}.`,
    );
  }
  return [content];
}

function recordsAt(content: unknown, part: string, file: string): TableRow[] {
  let value = content;
  for (const key of part.split('.'))
    value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (isRecords(value)) return value;
  if (isRecord(value)) return [value];
  const keys = isRecord(content) ? Object.keys(content).join(', ') : 'no keys';
  throw new InputError(`${file}: has no records at ${part}; it has ${keys}.`);
}

function isReport(content: unknown): content is Report {
  return isRecord(content) && content.format === reportFormat && Array.isArray(content.networks);
}

function reportRows({ networks }: Report, part: string, file: string): TableRow[] {
  if (!Object.hasOwn(reportParts, part)) {
    throw new InputError(
      `${file}: a report's parts are ${Object.keys(reportParts).join(', ')}, not ${part}.`,
    );
  }
  const rows = networks.flatMap((network) =>
    reportParts[part](network).map((row) => (networks.length > 1 ? { network: network.name, ...row } : row)),
  );
  if (rows.length === 0) throw new InputError(`${file}: the report has nothing of ${part}.`);
  return rows;
}

/** A record's records by their path: `{ psnr: { bicubic: 1 } }` is `psnr bicubic`. Values with a spread stay whole. */
function flat(record: object, start = ''): TableRow {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]): [string, unknown][] => {
      const name = start === '' ? key : `${start} ${key}`;
      const whole = !isRecord(value) || 'mean' in value;
      return whole ? [[name, value]] : Object.entries(flat(value, name));
    }),
  );
}

const isClaim = (row: TableRow): boolean => 'id' in row && 'threshold' in row && 'verdict' in row;

/** A claim as in the tables of claims. */
function claimRow(row: TableRow): TableRow {
  const { id, text, paper, ours, interval, verdict, near } = row;
  return {
    id,
    claim: text,
    paper: paperText(paper),
    ours: oursText({ ours, interval }),
    verdict: verdictText({ verdict: String(verdict), near }),
  };
}

/** Several files' rows: where there are several, the first column is the file's name without its ending. */
export async function rowsOfFiles(
  files: readonly string[],
  options: TableRowsOptions = {},
): Promise<TableRow[]> {
  const all = await Promise.all(files.map((file) => tableRows(file, options)));
  if (files.length === 1) return all[0];
  return all.flatMap((rows, i) => rows.map((row) => ({ file: path.parse(files[i]).name, ...row })));
}

/** Rows with numbers and texts alone: a mean stands under its column's name, `NAME deviation` or `NAME low` and `NAME high` beside it. */
export function plainRecords(
  rows: readonly TableRow[],
  {
    columns,
    deviations = {},
  }: { columns?: readonly string[]; deviations?: Readonly<Record<string, string>> } = {},
): TableRow[] {
  const given = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const wanted = columns ?? given.filter((column) => !Object.values(deviations).includes(column));
  return rows.map((row) =>
    Object.fromEntries(
      wanted.flatMap((column): [string, unknown][] => {
        const value = row[column] ?? null;
        const known = uncertain(value);
        if (known !== undefined) return spreadOf(column, known);
        const of = Object.hasOwn(deviations, column) ? deviations[column] : undefined;
        return of === undefined
          ? [[column, value]]
          : [
              [column, value],
              [`${column} deviation`, row[of] ?? null],
            ];
      }),
    ),
  );
}

function spreadOf(column: string, { mean, deviation, interval }: Uncertain): [string, unknown][] {
  return [
    [column, mean],
    ...(deviation === undefined ? [] : [[`${column} deviation`, deviation] as [string, unknown]]),
    ...(interval === undefined
      ? []
      : ([
          [`${column} low`, interval.low],
          [`${column} high`, interval.high],
        ] as [string, unknown][])),
  ];
}
