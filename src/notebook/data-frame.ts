import type { DataFrame } from 'danfojs-node';
import { InputError } from '@ddr-lab/base/errors';
import type { LayerAnalysis } from '../analysis/analyse';
import type { Spread } from '../metrics/spread';
import { isLayerAnalyses } from './table';

/** A cell of a data frame. */
export type FrameValue = number | string | boolean;
/** A row of a data frame, by its columns. */
export type FrameRow = Readonly<Record<string, FrameValue>>;

/** Scores of a layer over the runs of t-SNE: of an analysis, or of a report. */
export type ScoredLayer = Pick<LayerAnalysis, 'layer' | 'wd' | 'bd' | 'chi'>;

/** A report of `analyseNetworks`, or its `report.json`, as far as it is read here. */
export interface ScoredReport {
  readonly networks: readonly {
    readonly name: string;
    readonly pixels: ScoredLayer;
    readonly layers: readonly ScoredLayer[];
  }[];
}

/**
 * What a data frame is made of: records (claims, scores, a sweep's rows), what `analyse` gives, several networks' analyses by their
 * names, or a report.
 */
export type FrameSource =
  readonly object[] | Readonly<Record<string, readonly LayerAnalysis[]>> | ScoredReport;

/**
 * The library's results as a danfojs DataFrame, for `groupby`, sorting, joins and CSV. An analysis has a row for each layer and run of t-SNE
 * (`network`, `layer`, `run`, `WD`, `BD`, `CHI`), so that a group's mean and deviation are those over the runs. Of other records, a mean
 * with its deviation becomes two columns (`CHI`, `CHI deviation`), a record within a record `interval.low`, a list of words its elements joined. A number that is
 * missing is NaN, a word ''. danfojs is loaded when this is first called.
 *
 * @throws InputError for what has no rows, or is none of these.
 */
export async function dataFrame(source: FrameSource): Promise<DataFrame> {
  const rows = frameRows(source);
  const danfo = await import('danfojs-node');
  return new danfo.DataFrame(rows as object[]);
}

/** The rows of `dataFrame`, all with the same columns, in the order in which these first appear. */
export function frameRows(source: FrameSource): FrameRow[] {
  const rows = rowsOf(source).map(flat);
  if (rows.length === 0) throw new InputError('There are no rows to make a data frame of.');
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const isNumeric = (column: string): boolean =>
    rows.every((row) => !row.has(column) || typeof row.get(column) === 'number');
  const missing = new Map(columns.map((column) => [column, isNumeric(column) ? NaN : '']));
  return rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column, row.get(column) ?? missing.get(column)!])),
  );
}

function rowsOf(source: FrameSource): readonly object[] {
  if (Array.isArray(source)) {
    const records = source as readonly Readonly<Record<string, unknown>>[];
    const odd = records.findIndex((one) => typeof one !== 'object' || one === null || Array.isArray(one));
    if (odd >= 0) throw new InputError(`A data frame is made of records; row ${odd + 1} is none.`);
    return isLayerAnalyses(records) ? records.flatMap((one) => runRows(one)) : records;
  }
  if (isReport(source)) {
    return source.networks.flatMap(({ name, pixels, layers }) => [
      ...runRows(pixels, { network: name }),
      ...layers.flatMap((layer) => runRows(layer, { network: name })),
    ]);
  }
  const byNetwork = Object.entries(source as Readonly<Record<string, unknown>>);
  return byNetwork.flatMap(([network, layers]) => {
    if (!Array.isArray(layers) || !isLayerAnalyses(layers as never)) {
      throw new InputError(
        `A data frame is made of records, analyses by the networks' names, or a report; ${network} is no analysis.`,
      );
    }
    return (layers as LayerAnalysis[]).flatMap((layer) => runRows(layer, { network }));
  });
}

function isReport(source: object): source is ScoredReport {
  return 'networks' in source && Array.isArray(source.networks);
}

function runRows({ layer, wd, bd, chi }: ScoredLayer, more: FrameRow = {}): FrameRow[] {
  return chi.values.map((value, run) => ({
    ...more,
    layer,
    run,
    WD: wd.values[run],
    BD: bd.values[run],
    CHI: value,
  }));
}

/** A record's values by columns. */
function flat(record: object): Map<string, FrameValue> {
  const row = new Map<string, FrameValue>();
  for (const [name, value] of Object.entries(record)) put(row, name, value);
  return row;
}

function put(row: Map<string, FrameValue>, name: string, value: unknown): void {
  if (value === undefined || value === null || typeof value === 'function') return;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    row.set(name, value);
  else if (isSpread(value)) {
    row.set(name, value.mean);
    row.set(`${name} deviation`, value.standardDeviation);
  } else if (Array.isArray(value)) row.set(name, value.map(String).join(' '));
  else if (typeof value === 'object') {
    for (const [inner, one] of Object.entries(value)) put(row, `${name}.${inner}`, one);
  }
}

function isSpread(value: unknown): value is Pick<Spread, 'mean' | 'standardDeviation'> {
  const { mean, standardDeviation } = (value ?? {}) as Partial<Spread>;
  return typeof mean === 'number' && typeof standardDeviation === 'number';
}
