import { type ClaimRecord, countVerdicts } from '../claims/claim-record';
import { describeFailure, firstLine, type RunRecord } from '../executed';
import { parametersText } from '../parameters';
import { claimsSection } from './claims-table';
import { escapeHtml, inWords } from './html';
import { BOOK, htmlPage, pageFile, type PageLink } from './page';
import type { Summary } from './summary';

/** A notebook on the index page. */
export interface Entry {
  readonly page: PageLink;
  readonly summary: Summary;
  readonly record: RunRecord;
  /** Its page's body, where claims are looked for. */
  readonly body: string;
}

/**
 * The book's first page: what each notebook is about, how it went, and all claims (with what was found of them on `photographs`).
 *
 * @param explorer the address of the explorer's page; left out where there is none.
 */
export function indexPage(
  entries: readonly Entry[],
  style: string,
  photographs: readonly ClaimRecord[] = [],
  explorer?: string,
): string {
  const claims = entries.flatMap(({ record }) => record.claims);
  const pages = entries.map(({ page, body }) => ({ ...page, body }));
  const verdicts = `<p class="verdicts"><a href="#claims">The paper's claims:</a> ${escapeHtml(countVerdicts(claims))}.</p>`;
  const content = `<main class="index">
<header class="title">
<h1>${BOOK}</h1>
<p>What super-resolution networks know about image degradation: the experiments of
<cite>Discovering Distinctive “Semantics” in Super-Resolution Networks</cite> (Liu et al., arXiv 2108.00406),
run cell by cell.</p>
${claims.length > 0 ? verdicts : ''}
${explorer === undefined ? '' : `<p class="explorer"><a href="${escapeHtml(explorer)}">Try it on an image of your own</a>: the explorer runs the networks in this browser.</p>`}
</header>
<ol class="cards">
${entries.map(card).join('\n')}
</ol>
${claims.length > 0 ? claimsSection(claims, pages, photographs) : ''}
</main>`;
  return htmlPage(BOOK, style, content);
}

function card({ page, summary, record }: Entry): string {
  const { title, paragraph, thumbnails } = summary;
  const pictures = thumbnails.map(
    (picture, i) => `<img src="${picture}" alt="Figure ${i + 1} of ${escapeHtml(title)}">`,
  );
  return `<li class="card"><a href="${pageFile(page)}">
<div><h2>${escapeHtml(title)}</h2>
<p>${escapeHtml(paragraph)}</p>
<p class="status">${status(record)}</p></div>
${pictures.length > 0 ? `<div class="thumbnails">${pictures.join('\n')}</div>` : ''}
</a></li>`;
}

function status({ failure, seconds, executed, claims, parameters }: RunRecord): string {
  const set = parameters ? `, with ${escapeHtml(parametersText(parameters))}` : '';
  const when = `${escapeHtml(executed.slice(0, 10))}, ${inWords(seconds)}${set}`;
  if (failure) {
    const what = `${describeFailure(failure)}: ${shorten(firstLine(failure.text), 160)}`;
    return `<strong class="bad">failed</strong> ${escapeHtml(what)} · ${when}`;
  }
  const verdicts = claims.length > 0 ? ` · claims: ${escapeHtml(countVerdicts(claims))}` : '';
  return `<strong class="good">ran</strong> ${when}${verdicts}`;
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, text.lastIndexOf(' ', length)) || text.slice(0, length)} …`;
}
