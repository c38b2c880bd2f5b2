import type { ClaimRecord } from '../claims/claim-record';
import { countVerdicts } from '../claims/claim-record';
import type { RunRecord } from '../executed';
import { describeFailure, firstLine } from '../failure';
import { escapeHtml, inWords } from './html';
import type { PageLink } from './page';
import { BOOK, htmlPage, pageFile } from './page';
import type { Summary } from './summary';

/** A notebook on the index page. */
export interface Entry {
  readonly page: PageLink;
  readonly summary: Summary;
  readonly record: RunRecord;
}

/** The book's first page: what each notebook is about, how it went, and all claims. */
export function indexPage(entries: readonly Entry[], style: string): string {
  const claims = entries.flatMap(({ record }) => record.claims);
  const content = `<main class="index">
<header class="title">
<h1>${BOOK}</h1>
<p>What super-resolution networks know about image degradation: the experiments of
<cite>Discovering Distinctive “Semantics” in Super-Resolution Networks</cite> (Liu et al., arXiv 2108.00406),
run cell by cell.</p>
</header>
<ol class="cards">
${entries.map(card).join('\n')}
</ol>
${claims.length > 0 ? claimsTable(claims, entries) : ''}
</main>`;
  return htmlPage(BOOK, style, content);
}

function card({ page, summary, record }: Entry): string {
  const picture = summary.thumbnail
    ? `<img src="${summary.thumbnail}" alt="The first figure of ${escapeHtml(summary.title)}">`
    : '';
  return `<li class="card${picture ? '' : ' plain'}"><a href="${pageFile(page)}">
${picture}
<div>
<h2>${escapeHtml(summary.title)}</h2>
<p>${escapeHtml(shorten(summary.paragraph, 320))}</p>
<p class="status">${status(record)}</p>
</div>
</a></li>`;
}

function status({ failure, seconds, executed, claims }: RunRecord): string {
  const when = `${escapeHtml(executed.slice(0, 10))}, ${inWords(seconds)}`;
  if (failure) {
    const what = `${describeFailure(failure)}: ${shorten(firstLine(failure.text), 160)}`;
    return `<strong class="bad">failed</strong> ${escapeHtml(what)} · ${when}`;
  }
  const verdicts = claims.length > 0 ? ` · claims: ${escapeHtml(countVerdicts(claims))}` : '';
  return `<strong class="good">ran</strong> ${when}${verdicts}`;
}

function claimsTable(claims: readonly ClaimRecord[], entries: readonly Entry[]): string {
  const rows = claims.map((claim) => {
    const page = entries.find(({ page }) => page.name === claim.notebook)?.page;
    const link = page
      ? `<a href="${pageFile(page)}">${escapeHtml(page.title)}</a>`
      : escapeHtml(claim.notebook);
    const cells = [
      `<td data-label="Section">${escapeHtml(claim.section)}</td>`,
      `<td data-label="Claim">${escapeHtml(claim.text)}<small>${link}</small></td>`,
      `<td data-label="Paper">${escapeHtml(formatValue(claim.paper))}</td>`,
      `<td data-label="Ours">${escapeHtml(formatValue(claim.ours))}</td>`,
      `<td data-label="Holds if">${escapeHtml(claim.threshold)}</td>`,
      `<td data-label="Verdict"><strong class="${verdictClass(claim.verdict)}">${escapeHtml(claim.verdict)}</strong></td>`,
    ];
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<section class="claims">
<h2>The paper's claims</h2>
<p>${escapeHtml(countVerdicts(claims))}. Also in <a href="claims.json">claims.json</a>.</p>
<table>
<thead><tr><th>Section</th><th>Claim</th><th>Paper</th><th>Ours</th><th>Holds if</th><th>Verdict</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</section>`;
}

function verdictClass(verdict: string): string {
  if (/not|fail/i.test(verdict)) return 'bad';
  return /weak/i.test(verdict) ? 'fair' : 'good';
}

/** A number with four significant digits, a mean with its spread, text as it is, nothing as a dash. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value !== 'object') return String(value);
  const { mean, standardDeviation } = value as { mean?: unknown; standardDeviation?: unknown };
  if (typeof mean === 'number' && typeof standardDeviation === 'number') {
    return `${formatNumber(mean)} ± ${formatNumber(standardDeviation)}`;
  }
  return JSON.stringify(value);
}

function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, text.lastIndexOf(' ', length)) || text.slice(0, length)} …`;
}
