import { count, metricText, settings } from './words';
import { markdownTable } from '@ddr-lab/base/markdown-table';
import type { Measured, TrainingRecord } from './record';
import { usualTitles } from '../metrics/metric';
import { chiTable, contrastTable, evolutionTable, halfPrecisionTable, qualityTable } from './results';
import { duration } from '@ddr-lab/base/progress';
import { networkName } from '../networks/network-name';

/** What a card is made of. */
export interface CardContents {
  readonly record: TrainingRecord;
  readonly measured?: Measured;
  /** Bytes of the weight file. */
  readonly bytes: number;
  /** Whether NAME.svg, the training's chart, stands beside the card. */
  readonly chart: boolean;
}

/** The card of a network, as Markdown: what it is, how it was made, what it can do. */
export function cardText({ record, measured, bytes, chart }: CardContents): string {
  const { name, recipe } = record;
  const summary = typeof recipe.summary === 'string' ? `${recipe.summary}.` : undefined;
  return (
    [
      `# ${networkName(name)}`,
      summary,
      `Weights: \`${name}.safetensors\` (${sizeText(bytes)}, ${precisionText(record)}). This card is written by \`npx ddr card ${name}\` from what the weight file records of itself and from \`measured.json\`.`,
      '## How it was made',
      madeTable(record),
      Object.keys(recipe).length > 0 ? `Its recipe:\n\n${recipeTable(record)}` : undefined,
      chart ? `![Loss and results along the training](${name}.svg)` : undefined,
      `To make it again: \`npx ddr train ${name}\`.`,
      '## What it can do',
      metricsSentence(record),
      measured?.quality?.length
        ? `${usualTitles} on whole images (luma, as many pixels cut off along the borders as the scale; LR by MATLAB's bicubic), the mean over the images:\n\n${qualityTable(measured.quality)}`
        : undefined,
      measured?.chi?.length
        ? `Clusters by degradation (${measured.chi[0].degradations.join(', ')}): CHI of the t-SNE points, mean and standard deviation over ${measured.chi[0].runs} runs:\n\n${chiTable(measured.chi)}`
        : undefined,
      measured?.contrast?.length
        ? `Content against degradation: the same points by class and by degradation (${measured.contrast[0].degradations.join(', ')}, which leave the content visible):\n\n${contrastTable(measured.contrast)}`
        : undefined,
      measured?.evolution
        ? `Along the training, on ${measured.evolution.rows[0].chi.set} (PSNR over centre patches, RGB):\n\n${evolutionTable(measured.evolution.rows)}`
        : undefined,
      ...halfPrecisionSection(record),
    ]
      .filter((part) => part !== undefined)
      .join('\n\n') + '\n'
  );
}

function madeTable(record: TrainingRecord): string {
  const { recipe, data, seed, iterations, before, seconds, machine, backend, version } = record;
  const rows: [string, string | undefined][] = [
    ['trained on', data],
    ['seed', seed],
    ['iterations', iterations === undefined ? undefined : count(iterations)],
    [
      'begun with',
      before === undefined ? undefined : `${String(recipe.start)}, after ${count(before)} iterations`,
    ],
    ['time', seconds === undefined ? undefined : duration(seconds)],
    ['machine', machine],
    ['backend', backend],
    ['ddr-lab', version],
  ];
  return markdownTable<[string, string | undefined]>(
    [
      { head: 'what', cell: ([what]) => what },
      { head: 'value', cell: ([, value]) => value! },
    ],
    rows.filter(([, value]) => value !== undefined),
  );
}

function recipeTable({ recipe }: TrainingRecord): string {
  const presets = (recipe.data as { degradations?: readonly string[] } | undefined)?.degradations;
  return markdownTable(
    [
      { head: 'setting', cell: ({ what }) => what },
      { head: 'value', cell: ({ value }) => value },
    ],
    [...settings(recipe), ...(presets ? [{ what: 'degradations', value: presets.join(', ') }] : [])],
  );
}

function metricsSentence({ metrics, evaluation }: TrainingRecord): string | undefined {
  const parts = Object.entries(metrics).map(
    ([name, value]) => `${nameText(name)} ${metricText(name, value)}`,
  );
  if (parts.length === 0) return undefined;
  return `At the end of its training: ${parts.join(', ')}${evaluation ? ` (${evaluation})` : ''}.`;
}

/** `psnr noise20` as `PSNR noise20`. */
const nameText = (name: string): string => name.replace(/^psnr/, 'PSNR');

function halfPrecisionSection(record: TrainingRecord): string[] {
  const { halfPrecision, precision } = record;
  if (!halfPrecision) return [];
  const verdict =
    precision === 'F16'
      ? 'The weights are stored in half precision, since it leaves the results alone'
      : 'The weights stay in F32, since half precision would change the results';
  const how =
    halfPrecision.accuracy || halfPrecision.outputs
      ? ''
      : ` Means over ${halfPrecision.chi?.[0]?.runs ?? 0} t-SNE runs and their standard errors: t-SNE is chaotic, rounding alone leads it elsewhere, so the change after it cannot be told more finely; the change before t-SNE has no chance in it.`;
  return ['## Half precision', `${verdict}.${how}`, halfPrecisionTable(halfPrecision)];
}

const precisionText = ({ precision }: TrainingRecord): string =>
  precision === 'F16' ? 'half precision' : 'single precision';

/** Megabytes with one decimal. */
const sizeText = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
