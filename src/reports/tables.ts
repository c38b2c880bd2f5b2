import {
  bestOf,
  type Metric,
  metricDecimals,
  metricHead,
  type MetricWords,
  usualMetrics,
} from '../metrics/metric';
import { textTable, type TextTable } from '@ddr-lab/book/cells/table-format';
import type { ImageQuality, NetworkReport, QualityReport, LayerReport } from './report';
import { isTold } from '../analysis/grade';
import { plusMinus } from '../cards/words';

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

/** How many pixels each network draws on, by degradation. */
export function attributionTable(networks: readonly NetworkReport[]): TextTable {
  const columns = ['network', 'input', 'method', 'diffusion index', 'completeness missed / %'];
  const rows = networks.flatMap(({ name, attribution = [] }) =>
    attribution.map(({ degradation, method, di, residual }) => [
      name,
      degradation,
      method,
      di,
      residual === null ? NaN : 100 * residual,
    ]),
  );
  return textTable(columns, rows);
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

/** What is compared of a network. */
export type ComparedNetwork = Pick<NetworkReport, 'name' | 'scale' | 'shrunk' | 'verdict' | 'layers'>;

/** How many times the runs' spread two CHI must differ by. */
const TIMES = 2;

/**
 * Which of two networks sorts more clearly by degradation, in a sentence: by the CHI of their judged layers, and by their verdicts. No claim
 * where these CHI differ by less than twice what runs of t-SNE do (the root of the sum of both variances, divided by n - 1), where either verdict is open,
 * or where CHI and verdict do not agree.
 */
export function comparison(a: ComparedNetwork, b: ComparedNetwork): string {
  const [high, low] = a.verdict.chi >= b.verdict.chi ? [a, b] : [b, a];
  const text = claim(high, low);
  if (a.shrunk === b.shrunk) return text;
  return `${text} Their inputs differ: images shrunk by ${a.shrunk} for ${a.name}, by ${b.shrunk} for ${b.name}.`;
}

function claim(high: ComparedNetwork, low: ComparedNetwork): string {
  const names = `${high.name} and ${low.name}`;
  const grades = [high.verdict.grade, low.verdict.grade];
  const both = `CHI ${chiOf(high)} and ${chiOf(low)}`;
  if (grades.includes('undecided')) {
    return `So few patches do not show which of ${names} sorts more clearly by degradation: ${both}.`;
  }
  if (!grades.some(isTold)) {
    return `Neither ${high.name} nor ${low.name} organises its deep features by degradation: ${both}.`;
  }
  const runs = Math.min(high.verdict.runs, low.verdict.runs);
  if (runs < 2) {
    return `Which of ${names} sorts more clearly by degradation one run of t-SNE does not show, as it does not say how far runs differ: ${both}.`;
  }
  const verdicts =
    grades[0] === grades[1]
      ? `both verdicts are “${grades[0]}”`
      : `the verdicts are “${grades[0]}” and “${grades[1]}”`;
  if (high.verdict.chi - low.verdict.chi <= TIMES * spreadOf(high, low)) {
    return `Which of ${names} sorts more clearly by degradation is not told: ${both} differ by no more than runs of t-SNE do; ${verdicts}.`;
  }
  if (rank(low) > rank(high)) {
    return `Which of ${names} sorts more clearly by degradation is not told: ${both} say the one, but ${verdicts}, as these go by the input's pixels, too.`;
  }
  return `${high.name} sorts more clearly by degradation than ${low.name}: ${both}; ${verdicts}.`;
}

const rank = ({ verdict }: ComparedNetwork): number => ['not', 'weakly', 'strongly'].indexOf(verdict.grade);

/** How far the difference of two networks' CHI is off by chance, if runs are all there is of it. */
function spreadOf(a: ComparedNetwork, b: ComparedNetwork): number {
  const variance = (network: ComparedNetwork): number => {
    const { values, standardDeviation } = judged(network).chi;
    return (standardDeviation ** 2 * values.length) / (values.length - 1);
  };
  return Math.sqrt(variance(a) + variance(b));
}

function judged({ layers, verdict }: Pick<NetworkReport, 'layers' | 'verdict'>): LayerReport {
  return layers.find(({ layer }) => layer === verdict.layer)!;
}

/** `286.1 ± 8.3 at RB16`. */
function chiOf(network: ComparedNetwork): string {
  const { mean, standardDeviation } = judged(network).chi;
  return `${plusMinus(mean, standardDeviation)} at ${network.verdict.layer}`;
}

/** Networks side by side: verdict, the layer that it judges, CHI there and of the input, and from where degradations are told apart. */
export function comparisonTable(networks: readonly NetworkReport[]): TextTable {
  const columns = ['network', 'scale', 'verdict', 'layer', 'CHI', 'CHI of input', 'begins at'];
  const rows = networks.map((network) => [
    network.name,
    network.scale === null ? null : `x${network.scale}`,
    network.verdict.grade,
    network.verdict.layer,
    judged(network).chi,
    network.pixels.chi,
    network.verdict.begins,
  ]);
  return textTable(columns, rows);
}
