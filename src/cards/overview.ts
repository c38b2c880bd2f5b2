import { InputError } from '@ddr-lab/base/errors';
import { usualMetrics, usualTitles } from '../metrics/metric';
import { valueText } from './results';
import { chiText, count, metricText, plusMinus } from './words';
import { markdownTable } from '@ddr-lab/base/markdown-table';
import type { Measured, TrainingRecord } from './record';
import { duration } from '@ddr-lab/base/progress';

/** A network as the table of all tells it. */
export interface OverviewRow {
  readonly record: TrainingRecord;
  readonly measured?: Measured;
  readonly bytes: number;
}

/** What stands around the generated part of `checkpoints/README.md`. */
export const markers = {
  begin: '<!-- table: written by `npx ddr card`, do not edit -->',
  end: '<!-- end of table -->',
} as const;

/** The tables of all networks: how each was made, and what it can do. `snapshots`: files besides, and their size. */
export function overviewText(
  rows: readonly OverviewRow[],
  snapshots: { count: number; bytes: number } = { count: 0, bytes: 0 },
): string {
  const restoring = rows.filter(({ measured }) => measured?.quality?.length);
  const analysed = rows.filter(({ measured }) => measured?.chi?.length);
  const contrasted = rows.filter(({ measured }) => measured?.contrast?.length);
  const bytes = rows.reduce((sum, row) => sum + row.bytes, snapshots.bytes);
  const besides = snapshots.count > 0 ? `, with the ${snapshots.count} snapshots in \`evolution/\`` : '';
  return [
    madeTable(rows),
    `Weights together${besides}: ${(bytes / 1e6).toFixed(1)} MB.`,
    ...(restoring.length > 0
      ? [`${usualTitles} (luma, whole images; LR by bicubic):`, qualityTable(restoring)]
      : []),
    ...(analysed.length > 0
      ? [
          'CHI by degradation (clean, blur4, noise20) at the last block, mean and standard deviation over t-SNE runs:',
          chiTable(analysed),
        ]
      : []),
    ...(contrasted.length > 0
      ? [
          'CHI by class / by degradation (clean, blur1, noise10) of the same points at the last block, mean over t-SNE runs:',
          contrastTable(contrasted),
        ]
      : []),
  ].join('\n\n');
}

function madeTable(rows: readonly OverviewRow[]): string {
  return markdownTable<OverviewRow>(
    [
      { head: 'network', cell: ({ record: { name } }) => `[${name}](${name}.md)` },
      { head: 'what', cell: ({ record: { recipe } }) => String(recipe.summary ?? '') },
      { head: 'trained on', cell: ({ record: { data } }) => data ?? '' },
      { head: 'iterations', cell: ({ record }) => optional(record.iterations, count), right: true },
      { head: 'time', cell: ({ record }) => optional(record.seconds, duration), right: true },
      { head: 'result', cell: ({ record }) => result(record), right: true },
      { head: 'weights', cell: ({ bytes, record }) => `${(bytes / 1e6).toFixed(1)} MB ${record.precision}` },
    ],
    rows,
  );
}

/** PSNR or accuracy at the end of the training. */
function result({ metrics }: TrainingRecord): string {
  const name = 'accuracy' in metrics ? 'accuracy' : 'psnr';
  return name in metrics ? metricText(name, metrics[name]) : '';
}

/** A row a network and bicubic first; a column a set. Bicubic stands once a scale. */
function qualityTable(rows: readonly OverviewRow[]): string {
  const sets = setsOf(rows.map(({ measured }) => measured!.quality!));
  const byScale = new Map<number, OverviewRow>();
  for (const row of rows) {
    const { scale } = row.measured!.quality![0];
    if (!byScale.has(scale)) byScale.set(scale, row);
  }
  const lines = [
    ...[...byScale].map(([scale, row]) => ({ name: `bicubic x${scale}`, row, kind: 'bicubic' as const })),
    ...rows.map((row) => ({ name: row.record.name, row, kind: 'network' as const })),
  ];
  return markdownTable<(typeof lines)[number]>(
    [
      { head: 'network', cell: ({ name }) => name },
      ...sets.map((set) => ({
        head: set,
        right: true,
        cell: ({ row, kind }: (typeof lines)[number]) => {
          const found = row.measured!.quality!.find((quality) => quality.set === set)?.[kind];
          return found ? usualMetrics.map((metric) => valueText(metric, found[metric.name])).join(' / ') : '';
        },
      })),
    ],
    lines,
  );
}

function chiTable(rows: readonly OverviewRow[]): string {
  const sets = setsOf(rows.map(({ measured }) => measured!.chi!));
  return markdownTable<OverviewRow>(
    [
      { head: 'network', cell: ({ record: { name } }) => name },
      { head: 'layer', cell: ({ measured }) => measured!.chi![0].layer },
      ...sets.map((set) => ({
        head: set,
        right: true,
        cell: ({ measured }: OverviewRow) => {
          const found = measured!.chi!.find((row) => row.set === set);
          return found ? plusMinus(found.mean, found.standardDeviation) : '';
        },
      })),
    ],
    rows,
  );
}

function contrastTable(rows: readonly OverviewRow[]): string {
  const sets = setsOf(rows.map(({ measured }) => measured!.contrast!));
  return markdownTable<OverviewRow>(
    [
      { head: 'network', cell: ({ record: { name } }) => name },
      { head: 'layer', cell: ({ measured }) => measured!.contrast![0].layer },
      ...sets.map((set) => ({
        head: set,
        right: true,
        cell: ({ measured }: OverviewRow) => {
          const found = measured!.contrast!.find((row) => row.set === set);
          return found ? `${chiText(found.byClass.mean)} / ${chiText(found.byDegradation.mean)}` : '';
        },
      })),
    ],
    rows,
  );
}

const setsOf = (rows: readonly (readonly { set: string }[])[]): string[] => [
  ...new Set(rows.flatMap((ofNetwork) => ofNetwork.map(({ set }) => set))),
];

const optional = (value: number | undefined, text: (value: number) => string): string =>
  value === undefined ? '' : text(value);

/**
 * `document` with what stands between its markers replaced; the prose around stays.
 *
 * @throws InputError naming the file when the markers are missing.
 */
export function replaceTable(document: string, table: string, file = 'README.md'): string {
  const begin = document.indexOf(markers.begin);
  const end = document.indexOf(markers.end);
  if (begin < 0 || end < begin) {
    throw new InputError(
      `${file}: put the lines ${markers.begin} and ${markers.end} where the table shall be.`,
    );
  }
  return `${document.slice(0, begin + markers.begin.length)}\n\n${table}\n\n${document.slice(end)}`;
}
