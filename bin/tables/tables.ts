import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Column, markdownTable } from '@ddr-lab/base/markdown-table';
import { attributionMethods } from '../../src/attribution/methods';
import type { Setting } from '../../src/attribution/method';
import type { Degradation, NumberOption, OtherOption } from '../../src/degradations/degradation';
import { degradations } from '../../src/degradations/degradations';
import { collections } from '../../src/images/sets/sets';
import { methods } from '../../src/methods/methods';
import type { Metric } from '../../src/metrics/metric';
import { metrics } from '../../src/metrics/metrics';
import type { NetworkKind } from '../../src/networks/architectures/kind';
import { networkKinds } from '../../src/networks/architectures/spec';
import type { Study } from '../../src/studies/study';
import { studies } from '../../src/studies/studies';

const PROJECT = path.join(__dirname, '..', '..');

/** A table of the documentation that is written from a list. */
interface ListTable {
  readonly file: string;
  /** Stands in the marker before it. */
  readonly name: string;
  readonly text: () => string;
}

const code = (text: string): string => `\`${text}\``;

/** `to 100`, `1 to 100, whole`. */
function rangeText({ min, max, whole }: NumberOption): string {
  return `${min} to ${max}${whole ? ', whole' : ''}`;
}

function optionsText(options: Readonly<Record<string, NumberOption | OtherOption>>): string {
  return Object.entries(options)
    .map(([name, option]) => `${code(name)} ${String(option.default)}`)
    .join(', ');
}

function degradationsTable(): string {
  const columns: Column<readonly [string, Degradation]>[] = [
    {
      head: 'preset',
      cell: ([, { presets }]) =>
        presets.map(({ word, number }) => code(number ? `${word}N` : word)).join(', ') || '–',
    },
    { head: 'what it does', cell: ([, { summary }]) => summary },
    {
      head: '`N`',
      cell: ([, { presets }]) => {
        const number = presets.find((preset) => preset.number)?.number;
        return number ? `${number.what}, ${rangeText({ ...number, default: 0 })}` : '';
      },
    },
    { head: 'function', cell: ([name]) => code(name) },
    { head: 'options and their defaults', cell: ([, { options }]) => optionsText(options) },
    { head: 'from, or held to', cell: ([, { source }]) => source },
  ];
  return markdownTable(columns, Object.entries<Degradation>(degradations));
}

function metricsTable(): string {
  const columns: Column<Metric>[] = [
    { head: 'metric', cell: ({ name }) => code(name) },
    { head: 'what it says', cell: ({ title, summary }) => `${title}: ${summary}` },
    { head: 'unit', cell: ({ unit = '' }) => unit },
    { head: 'better', cell: ({ better }) => better },
    { head: 'needs the original', cell: ({ reference }) => (reference ? 'yes' : 'no') },
    { head: 'measured', cell: ({ usual }) => (usual ? 'always' : 'when asked for') },
    { head: 'from, or held to', cell: ({ source }) => source },
  ];
  return markdownTable(columns, metrics);
}

function setsTable(): string {
  return markdownTable(
    [
      { head: 'names', cell: ({ sets }) => sets.map(({ name }) => code(name)).join(', ') },
      { head: 'what', cell: ({ title }) => title },
      { head: 'terms', cell: ({ terms }) => terms },
      {
        head: 'how to get it',
        cell: ({ name, sets, archives }) =>
          archives
            ? code(`ddr fetch ${name}`)
            : sets.some((set) => 'folder' in set)
              ? 'by hand'
              : 'there already',
      },
    ],
    collections,
  );
}

function methodsTable(): string {
  return markdownTable<{ readonly name: string; readonly summary: string }>(
    [
      { head: 'task', cell: ({ name }) => code(name) },
      { head: 'what it learns from', cell: ({ summary }) => summary },
    ],
    methods,
  );
}

function studiesTable(): string {
  const columns: Column<Study>[] = [
    { head: 'study', cell: ({ name }) => `[${name}](../src/studies/${name}/study.ts)` },
    { head: 'question', cell: ({ question }) => question },
    { head: 'section', cell: ({ section }) => section },
    { head: 'notebook', cell: ({ notebook }) => `[${notebook}](../notebooks/${notebook}.ipynb)` },
  ];
  return markdownTable(columns, studies);
}

function networksTable(): string {
  const columns: Column<readonly [string, NetworkKind]>[] = [
    { head: 'kind', cell: ([name]) => code(name) },
    { head: 'what', cell: ([, { title }]) => title },
    { head: 'taps', cell: ([, { taps }]) => taps },
    { head: 'from', cell: ([, { source }]) => source },
  ];
  return markdownTable(columns, Object.entries(networkKinds));
}

function attributionTable(): string {
  const columns: Column<(typeof attributionMethods)[number]>[] = [
    { head: 'method', cell: ({ name }) => code(name) },
    { head: 'what it says', cell: ({ summary }) => summary },
    {
      head: 'settings and their defaults',
      cell: ({ settings }) =>
        Object.entries<Setting<unknown>>(settings)
          .map(([name, setting]) => `${code(name)} ${String(setting.default)}`)
          .join(', '),
    },
    { head: 'gradients', cell: ({ gradients }) => (gradients ? 'yes' : 'no') },
    { head: 'from', cell: ({ source }) => source },
  ];
  return markdownTable(columns, attributionMethods);
}

const tables: readonly ListTable[] = [
  { file: 'docs/degradations.md', name: 'degradations', text: degradationsTable },
  { file: 'docs/metrics.md', name: 'metrics', text: metricsTable },
  { file: 'docs/data.md', name: 'sets of images', text: setsTable },
  { file: 'docs/training.md', name: 'methods', text: methodsTable },
  { file: 'docs/studies.md', name: 'studies', text: studiesTable },
  { file: 'docs/networks.md', name: 'kinds of network', text: networksTable },
  { file: 'docs/attribution.md', name: 'methods of attribution', text: attributionTable },
];

/**
 * The pages whose tables come from the lists, with the tables of today.
 *
 * @throws Error naming a page without the markers.
 */
export async function pagesWithTables(): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  for (const { file, name, text } of tables) {
    const page = await readFile(path.join(PROJECT, file), 'utf8');
    const begin = `<!-- ${name}: written by \`npm run tables\`, do not edit -->`;
    const end = `<!-- end of ${name} -->`;
    const [from, to] = [page.indexOf(begin), page.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${file}: the lines ${begin} and ${end} are not there.`);
    pages.set(
      path.join(PROJECT, file),
      `${page.slice(0, from + begin.length)}\n\n${text()}\n\n${page.slice(to)}`,
    );
  }
  return pages;
}
