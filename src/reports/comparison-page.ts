import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exportWithPicture } from '@ddr-lab/charts/export';
import type { Figure } from '@ddr-lab/charts/figure';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { escapeHtml } from '@ddr-lab/book/cells/html';
import { tableHtml } from '@ddr-lab/book/cells/table-format';
import { htmlPage } from '@ddr-lab/book/pages/page';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  layersTable,
  MOVED,
  movedText,
  type NamedReport,
  type NetworkComparison,
  type ReportComparison,
} from './compare-reports';
import { claimsTable, claimsText, type RunsComparison } from './compare-runs';
import { reportChi, reportClusters } from './figures';
import type { NetworkReport, Report } from './report';
import type { StaticPictures } from './page';

/** What tells a page of ours from others. */
export const comparisonMark = '<!-- ddr-lab comparison -->';

/** What the page calls A and B. */
export interface Names {
  readonly a: string;
  readonly b: string;
}

/** The figures of a comparison: CHI by layer, and the maps, A above B. */
export function comparisonFigures(
  { networks }: ReportComparison,
  a: NamedReport,
  b: NamedReport,
): readonly Figure[] {
  const side = (report: Report, name: string, letter: string, kept: NetworkComparison): NetworkReport => {
    const network = report.networks.find((one) => one.name === name)!;
    const layers = network.layers.filter(({ layer }) => kept.layers.some((one) => one.layer === layer));
    return { ...network, name: `${letter}: ${name}`, layers };
  };
  const both = networks.flatMap((one) => [side(a.report, one.a, 'A', one), side(b.report, one.b, 'B', one)]);
  const { settings } = a.report;
  const runs = Math.min(settings.runs, b.report.settings.runs);
  const report: Report = { ...a.report, settings: { ...settings, runs }, networks: both };
  return [reportChi(report), reportClusters(report)];
}

/**
 * The static pictures of figures, by their names, for readers without scripts.
 *
 * @throws ChromiumMissing where there is no Chromium to draw them.
 */
export async function picturesOf(figures: readonly Figure[]): Promise<StaticPictures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ddr-compare-'));
  try {
    const pictures: Record<string, Buffer> = {};
    for (const figure of figures)
      pictures[figure.name] = (await exportWithPicture(figure, folder)).picture.webp;
    return pictures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two reports side by side as one HTML page, complete in itself. All text that comes from files is escaped. */
export function reportsPage(
  comparison: ReportComparison,
  names: Names,
  figures: readonly Figure[],
  pictures: StaticPictures = {},
): string {
  const { degradations, patches, networks } = comparison;
  const show = (figure: Figure): string =>
    `<div class="scroll">${figureHtml(figure, pictures[figure.name])}</div>`;
  return page(
    names,
    `${patches} patches of each of ${degradations.join(', ')}. A is “${names.a}”, B is “${names.b}”.`,
    `<ul class="verdicts">\n${networks.map(verdictItem).join('\n')}\n</ul>
${notesHtml(comparison.notes)}
<h2>By layer</h2>
${figures.map(show).join('\n')}
${networks.map(tableOf).join('\n')}
<p>Behind ± stands the standard deviation over the seeds of t-SNE. Up and down: the means differ by more than ${MOVED} times what these seeds put between them
(the root of the sum of both variances, divided by n − 1). That is about one measure in twenty by chance alone, and it says nothing of other images.
WD is the dispersion within degradations, BD that between them, CHI their ratio.</p>`,
    true,
  );
}

/** The claims of two runs side by side as one HTML page. */
export function runsPage(comparison: RunsComparison, names: Names): string {
  return page(
    names,
    `A is “${names.a}”, B is “${names.b}”.`,
    `<p>${escapeHtml(claimsText(comparison))}</p>
${notesHtml(comparison.notes)}
<h2>Claims that moved</h2>
<div class="scroll wrap">${tableHtml(claimsTable(comparison))}</div>
<details><summary>All claims</summary><div class="scroll wrap">${tableHtml(claimsTable(comparison, { all: true }))}</div></details>`,
    false,
  );
}

function page({ a, b }: Names, lead: string, content: string, hasCharts: boolean): string {
  const title = `${a} and ${b}`;
  const files = ['../../packages/book/pages/style.css', 'page.css'];
  const style = files.map((file) => readFileSync(path.join(__dirname, file), 'utf8')).join('\n');
  const body = `${comparisonMark}
<header class="bar"><a>ddr-lab</a><span>${escapeHtml(title)}</span></header>
<main class="report${hasCharts ? '' : ' wide'}">
<h1>${escapeHtml(title)}</h1>
<p class="lead">${escapeHtml(lead)}</p>
${content}
</main>
${hasCharts ? scriptHtml('basic') : ''}`;
  return htmlPage(`${title} · ddr-lab`, style, body);
}

function verdictItem(network: NetworkComparison): string {
  const { a, b } = network.verdicts;
  const verdicts = a === b ? `both verdicts: ${a}` : `verdicts: ${a} in A, ${b} in B`;
  return `<li class="${b}"><p>${escapeHtml(movedText(network))} <small>${escapeHtml(verdicts)}</small></p></li>`;
}

function tableOf(network: NetworkComparison): string {
  const title = network.a === network.b ? network.a : `${network.a} and ${network.b}`;
  return `<h3>${escapeHtml(title)}</h3>\n<div class="scroll">${tableHtml(layersTable(network))}</div>`;
}

function notesHtml(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  const list = notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('\n');
  return `<div class="warnings"><strong>Note</strong><ul>\n${list}\n</ul></div>`;
}
