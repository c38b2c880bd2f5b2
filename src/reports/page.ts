import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Figure } from '@ddr-lab/charts/figure';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { escapeHtml } from '@ddr-lab/book/cells/html';
import { tableHtml } from '@ddr-lab/book/cells/table-format';
import { htmlPage } from '@ddr-lab/book/pages/page';
import type { ReportFigures } from './figures';
import { attributionTable, comparisonTable, qualityTable, scoresTable } from './tables';
import type { NetworkReport, Report } from './report';
import { ENOUGH, gradeBounds } from '../analysis/grade';

/** Static pictures of figures, by the figures' names: a WebP each. */
export type StaticPictures = Readonly<Record<string, Buffer>>;

/**
 * The report as one HTML page, complete in itself: it needs no network and no other file. All text that comes from files or
 * their names is escaped.
 */
export function reportPage(report: Report, figures: ReportFigures, pictures: StaticPictures = {}): string {
  const title = titleOf(report.networks);
  // Charts keep their size; where the page is narrower, they scroll by themselves.
  const show = (figure: Figure): string =>
    `<div class="scroll">${figureHtml(figure, pictures[figure.name])}</div>`;
  const { clusters, chi, inputs, outputs } = figures;
  const content = `<header class="bar"><a>ddr-lab</a><span>${escapeHtml(title)}</span></header>
<main class="report">
<h1>${escapeHtml(title)}</h1>
<p class="lead">${lead(report)}</p>
${verdicts(report.networks)}
${sideBySide(report)}
${warnings(report)}
<h2>What the layers tell apart</h2>
${show(clusters)}
${show(chi)}
<p>WD is the dispersion within degradations, BD that between them, and CHI their ratio (Calinski and Harabasz): near 1 where degradations
overlap, the larger the farther they lie apart. “Before t-SNE” is CHI of the principal components themselves.</p>
${report.networks.map(scores).join('\n')}
<h2>What went in</h2>
${show(inputs)}
${outputs ? `<h2>What came out</h2>\n${show(outputs)}\n${quality(report)}` : ''}
${looks(report)}
<h2>How the verdict is reached</h2>
${howJudged()}
<h2>How it was made</h2>
${made(report)}
</main>
${scriptHtml('basic')}`;
  return htmlPage(`${title} · ddr-lab`, style(), content);
}

function style(): string {
  const files = [
    path.join(__dirname, '../../packages/book/pages/style.css'),
    path.join(__dirname, 'page.css'),
  ];
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

function titleOf(networks: readonly NetworkReport[]): string {
  if (networks.length === 1) return `What ${networks[0].name} knows about degradations`;
  return `What ${networks.length} networks know about degradations`;
}

function lead({ settings, images }: Report): string {
  const { degradations } = settings;
  const list = `${degradations.slice(0, -1).join(', ')} and ${degradations[degradations.length - 1]}`;
  const text = `${images.patches} patches of “${images.set}”, each ${list}: does a network's inside sort them by what they show, or by how they are degraded?`;
  return escapeHtml(text);
}

function verdicts(networks: readonly NetworkReport[]): string {
  const items = networks.map(({ verdict, file, architecture, scale }) => {
    const what = `${file}: ${architecture}, ${scale === null ? 'no image as output' : `x${scale}`}`;
    return `<li class="${verdict.grade}"><p><span class="grade">${verdict.grade}</span> · ${escapeHtml(verdict.text)} <small>${escapeHtml(what)}</small></p></li>`;
  });
  return `<ul class="verdicts">\n${items.join('\n')}\n</ul>`;
}

/** Several networks in one table, and the sentence that compares two. */
function sideBySide({ networks, comparison }: Report): string {
  if (networks.length < 2) return '';
  const sentence = comparison === undefined ? '' : `<p>${escapeHtml(comparison)}</p>\n`;
  return `${sentence}<div class="scroll">${tableHtml(comparisonTable(networks))}</div>`;
}

/** What a reader must know before believing any of it. */
function warnings({ networks, images }: Report): string {
  const list = [
    ...networks.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}.`)),
    ...images.warnings,
  ].map((text) => `<li>${escapeHtml(text)}</li>`);
  const skipped = images.skipped.map(
    ({ name, reason }) => `<li>${escapeHtml(name)}: ${escapeHtml(reason)}</li>`,
  );
  if (skipped.length > 0) {
    const words = `${skipped.length} image${skipped.length > 1 ? 's were' : ' was'} left out`;
    list.push(`<li><details><summary>${words}</summary><ul>${skipped.join('')}</ul></details></li>`);
  }
  if (list.length === 0) return '';
  return `<div class="warnings"><strong>Note</strong><ul>\n${list.join('\n')}\n</ul></div>`;
}

function scores(network: NetworkReport): string {
  return `<h3>${escapeHtml(network.name)}</h3>\n<div class="scroll">${tableHtml(scoresTable(network))}</div>`;
}

function quality({ networks, settings }: Report): string {
  const measured = networks.filter((network) => network.quality.length > 0);
  const { images } = measured[0].quality[0];
  const own = (settings.metrics ?? []).map(({ name, better }) => `${name}: ${better} is better`).join('; ');
  const ownWords = own === '' ? '' : ` Measures of one's own, on all colours: ${escapeHtml(own)}.`;
  const scales = measured.map(({ scale }) => scale);
  const plain = scales.every((scale) => scale === 1)
    ? 'Bicubic is the input itself, as it is.'
    : `Bicubic is plain enlargement of the same input${scales.includes(1) ? ', at x1 the input itself' : ''}.`;
  return `<p>Means over ${images} whole images: luma, borders of the scale's width cut off. ${plain}${ownWords}</p>
<div class="scroll">${tableHtml(qualityTable(measured, settings.metrics))}</div>`;
}

/** How much of a patch each network draws on. */
function looks({ networks }: Report): string {
  const rows = networks.flatMap(({ attribution = [] }) => attribution);
  if (rows.length === 0) return '';
  const forward = rows.some(({ method }) => method === 'occlusion')
    ? ' Files with their own graph (ONNX, tfjs) have no gradients: their maps are by occlusion, and their indices are not to be held against the others.'
    : '';
  return `<h2>Where they look</h2>
<p>How many pixels of the first patch made the detail in its middle (4 x 4 pixels of the input): 0 is one pixel, 100 all.${forward}</p>
<div class="scroll">${tableHtml(attributionTable(networks))}</div>`;
}

function howJudged(): string {
  const { strongly, weakly } = gradeBounds;
  return `<p>The deepest layer before the network's tail is judged, by its CHI, the mean over the runs of t-SNE. <strong>Strongly</strong>: at least ${strongly.chi}, and
${strongly.timesPixels} times that of the input's pixels: groups that a scatter shows apart. <strong>Weakly</strong>: at least ${weakly.chi} and ${weakly.timesPixels} times the
pixels': groups that overlap. Below, none is told from the next by eye. These numbers are for three groups of 100 points; for others, the CHI that the same ratio of
variances gives (dotted in the chart), and never below ${weakly.raw}, which chance explains. With fewer than ${ENOUGH} patches of each degradation content rules the map, and
what does not show is called undecided.</p>`;
}

function made({ program, created, backend, settings, images, networks }: Report): string {
  const { layers, degradations, runs, seed, patch, size, components, perplexity } = settings;
  const shrunk = [...new Set(networks.map((network) => network.shrunk))];
  const by = shrunk.map((scale) => (scale === 1 ? 'as they are' : `shrunk by ${scale}`)).join(' or ');
  const entries: [string, string][] = [
    ['Images', `${images.count} of “${images.set}”, the middle ${size} pixels of larger ones`],
    ['Patches', `${images.patches} of ${patch} x ${patch} pixels, ${by} (MATLAB's bicubic)`],
    ['Degradations', degradations.join(', ')],
    ['Layers', typeof layers === 'string' ? layers : layers.join(', ')],
    [
      'Projection',
      `PCA to ${components}, t-SNE to 2 (perplexity ${perplexity}, ${runs} runs from seed ${seed})`,
    ],
    ['Program', `${program} (${backend}), ${created.slice(0, 16).replace('T', ' ')} UTC`],
    ['Numbers', 'all of them in report.json'],
    [
      'Method',
      'Liu et al., Discovering Distinctive “Semantics” in Super-Resolution Networks (arXiv 2108.00406), Sec. 4.1 and A.6',
    ],
  ];
  const list = entries.map(([term, words]) => `<dt>${term}</dt><dd>${escapeHtml(words)}</dd>`);
  return `<dl>\n${list.join('\n')}\n</dl>`;
}
