import type { ChiRow } from '../analysis/chi';
import type { ContrastRow } from '../analysis/contrast';
import type { EvolutionRow } from '../analysis/evolution';
import { chiChange, type HalfChi } from '../analysis/half-precision';
import type { QualityRow } from '../analysis/quality';
import { type Metric, metricDecimals, metricHead, usualMetrics } from '../metrics/metric';
import { chiText, count, plusMinus, signed } from './words';
import { type Column, markdownTable } from '@ddr-lab/base/markdown-table';
import type { HalfPrecisionRecord } from './record';

/** The usual metrics of network and bicubic, a row a set; two columns more for each further metric. */
export function qualityTable(rows: readonly QualityRow[]): string {
  return markdownTable<QualityRow>(
    [
      { head: 'images', cell: ({ set, images }) => `${set} (${images})` },
      { head: 'scale', cell: ({ scale }) => `x${scale}`, right: true },
      ...usualMetrics.flatMap(usualColumns),
      ...furtherColumns(rows),
    ],
    rows,
  );
}

function usualColumns(metric: Metric): Column<QualityRow>[] {
  const { name, title, gain, unit, decimals } = metric;
  const column = (head: string, of: 'network' | 'bicubic'): Column<QualityRow> => ({
    head,
    cell: (row) => valueText(metric, row[of][name]),
    right: true,
  });
  const change = ({ network, bicubic }: QualityRow): string =>
    `${signed(network[name] - bicubic[name], decimals)}${unit ? ` ${unit}` : ''}`;
  return [
    column(title, 'network'),
    column('bicubic', 'bicubic'),
    ...(gain ? [{ head: 'gain', cell: change, right: true }] : []),
  ];
}

/** A usual metric's value in a card; a dash where it was measured before the metric was there. */
export function valueText({ unit, decimals }: Metric, value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(decimals)}${unit ? ` ${unit}` : ''}`;
}

function furtherColumns(rows: readonly QualityRow[]): Column<QualityRow>[] {
  const byName = new Map(rows.flatMap(({ metrics = [] }) => metrics.map((metric) => [metric.name, metric])));
  return [...byName.values()].flatMap((metric) => {
    const column = (head: string, of: 'network' | 'bicubic'): Column<QualityRow> => {
      const decimals = metricDecimals(rows.map((row) => row[of][metric.name] ?? 0));
      return { head, cell: (row) => row[of][metric.name]?.toFixed(decimals) ?? '–', right: true };
    };
    return [column(metricHead(metric), 'network'), column('bicubic', 'bicubic')];
  });
}

/** CHI by degradation, a row a set. */
export function chiTable(rows: readonly ChiRow[]): string {
  return markdownTable<ChiRow>(
    [
      {
        head: 'images',
        cell: ({ set, images, scale }) =>
          `${set} (${images})${scale === undefined ? '' : scale === 1 ? ', as they are' : `, shrunk by ${scale}`}`,
      },
      { head: 'layer', cell: ({ layer }) => layer },
      {
        head: 'CHI',
        cell: ({ mean, standardDeviation }) => plusMinus(mean, standardDeviation),
        right: true,
      },
      { head: 'CHI before t-SNE', cell: ({ reduced }) => chiText(reduced), right: true },
    ],
    rows,
  );
}

/** CHI by class and by degradation, a row a set. */
export function contrastTable(rows: readonly ContrastRow[]): string {
  const column = (head: string, of: 'byClass' | 'byDegradation'): Column<ContrastRow> => ({
    head,
    cell: (row) => plusMinus(row[of].mean, row[of].standardDeviation),
    right: true,
  });
  return markdownTable<ContrastRow>(
    [
      { head: 'images', cell: ({ set, images }) => `${set} (${images})` },
      { head: 'classes', cell: ({ classes }) => classes.join(', ') },
      { head: 'layer', cell: ({ layer }) => layer },
      column('CHI by class', 'byClass'),
      column('CHI by degradation', 'byDegradation'),
    ],
    rows,
  );
}

/** PSNR and CHI along the training. */
export function evolutionTable(rows: readonly EvolutionRow[]): string {
  return markdownTable<EvolutionRow>(
    [
      { head: 'iterations', cell: ({ iteration }) => count(iteration), right: true },
      { head: 'PSNR', cell: ({ psnr }) => `${psnr.toFixed(2)} dB`, right: true },
      { head: 'CHI', cell: ({ chi }) => plusMinus(chi.mean, chi.standardDeviation), right: true },
    ],
    rows,
  );
}

/** What half precision changed. */
export function halfPrecisionTable({ chi = [], accuracy, outputs }: HalfPrecisionRecord): string {
  if (outputs) {
    return markdownTable(
      [
        { head: 'images', cell: ({ set, images }) => `${set} (${count(images)})` },
        {
          head: 'change of the outputs',
          cell: ({ change }) => `${(100 * change).toFixed(3)} % of their deviation`,
          right: true,
        },
      ],
      outputs,
    );
  }
  if (accuracy) {
    return markdownTable(
      [
        { head: 'images', cell: ({ set, images }) => `${set} (${count(images)})` },
        { head: 'accuracy in F32', cell: ({ full }) => `${(100 * full).toFixed(2)} %`, right: true },
        { head: 'in F16', cell: ({ half }) => `${(100 * half).toFixed(2)} %`, right: true },
      ],
      [accuracy],
    );
  }
  const percent = (share: number): string => `${signed(100 * share, 2)} %`;
  return markdownTable<HalfChi>(
    [
      { head: 'images', cell: ({ set, images }) => `${set} (${images})` },
      { head: 'CHI in F32', cell: ({ full }) => plusMinus(full.mean, full.standardError), right: true },
      { head: 'in F16', cell: ({ half }) => plusMinus(half.mean, half.standardError), right: true },
      {
        head: 'change',
        cell: (row) =>
          `${percent(chiChange(row).projected)} (± ${(100 * chiChange(row).standardError).toFixed(2)})`,
        right: true,
      },
      { head: 'change before t-SNE', cell: (row) => percent(chiChange(row).reduced), right: true },
      { head: 'PSNR', cell: ({ full, half }) => `${signed(half.psnr - full.psnr, 4)} dB`, right: true },
    ],
    chi,
  );
}
