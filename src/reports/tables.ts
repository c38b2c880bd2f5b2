import {
  bestOf,
  type Metric,
  metricDecimals,
  metricHead,
  type MetricWords,
  usualMetrics,
} from '../metrics/metric';
import { textTable, type TextTable } from '@ddr-lab/book/cells/table-format';
import type { ImageQuality, NetworkReport, QualityReport } from './report';

/** WD, BD and CHI by layer, the input's pixels first, for people. */
export function scoresTable({ pixels, layers }: NetworkReport): TextTable {
  const columns = ['layer', 'features', 'WD', 'BD', 'CHI', 'CHI before t-SNE'];
  const rows = [pixels, ...layers].map(({ layer, features, wd, bd, chi, reduced }) => [
    layer === pixels.layer ? 'input pixels' : layer,
    features,
    wd,
    bd,
    chi,
    reduced.chi,
  ]);
  return textTable(columns, rows, { precision: { WD: 0, BD: 0 } });
}

interface MetricColumn {
  readonly head: string;
  readonly of: (row: QualityReport) => number;
  /** Digits behind the point; as the values have it where absent. */
  readonly decimals?: number;
}

/**
 * The usual metrics of all networks' outputs beside bicubic enlargement, by degradation; two columns more for each further metric, with
 * an arrow to where its values are better.
 */
export function qualityTable(
  networks: readonly NetworkReport[],
  metrics: readonly MetricWords[] = [],
): TextTable {
  const all = networks.flatMap(({ quality }) => quality);
  const columns = [
    ...usualMetrics.flatMap(usualColumns),
    ...metrics.flatMap((one) => furtherColumns(one, all)),
  ];
  const rows = networks.flatMap(({ name, scale, quality }) =>
    quality.map((row) => [`${name} (x${scale})`, row.degradation, ...columns.map(({ of }) => of(row))]),
  );
  const precision = Object.fromEntries(
    columns.flatMap(({ head, decimals }) => (decimals === undefined ? [] : [[head, decimals] as const])),
  );
  return textTable(['network', 'input', ...columns.map(({ head }) => head)], rows, { precision });
}

function usualColumns(metric: Metric): MetricColumn[] {
  const { name, title, unit, better } = metric;
  const of = (values: ImageQuality): number => values[name] ?? bestOf(better);
  // Hundredths are all that a reader wants of a number with a unit; thousandths of a share.
  const decimals = unit ? {} : { decimals: 3 };
  const behind = unit ? ` / ${unit}` : '';
  return [
    { head: `${title}${behind}`, of: ({ network }) => of(network), ...decimals },
    {
      head: unit ? `bicubic${behind}` : `bicubic ${title}`,
      of: ({ bicubic }) => of(bicubic),
      ...decimals,
    },
    ...(metric.gain ? [{ head: `gain${behind}`, of: (row: QualityReport) => gainOf(metric, row) }] : []),
  ];
}

function furtherColumns(metric: MetricWords, rows: readonly QualityReport[]): MetricColumn[] {
  const head = metricHead(metric);
  const of = (values: ImageQuality): number => values[metric.name] ?? bestOf(metric.better);
  const column = (head: string, value: (row: QualityReport) => number): MetricColumn => ({
    head,
    of: value,
    decimals: metricDecimals(rows.map(value)),
  });
  return [
    column(head, ({ network }) => of(network)),
    column(`bicubic ${head}`, ({ bicubic }) => of(bicubic)),
  ];
}

function gainOf({ name, decimals }: Metric, { network, bicubic }: QualityReport): number {
  const [ours, theirs] = [network[name], bicubic[name]];
  if (ours === null || theirs === null) return NaN;
  // The card's digits are all that a reader wants; the table would show more of a smaller one.
  const unit = 10 ** decimals;
  return Math.round(unit * (ours - theirs)) / unit;
}
