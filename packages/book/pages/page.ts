import type { Failure } from '../executed';
import { escapeHtml, inWords } from './html';

/** The book's name, in every page's title. */
export const BOOK = 'ddr-lab';

/** A page of the book as others refer to it. */
export interface PageLink {
  readonly name: string;
  readonly title: string;
  readonly failure?: Failure;
  /** When and for how long it was executed (ISO 8601, seconds). */
  readonly executed?: string;
  readonly seconds?: number;
  /** The parameters that were set for the run: `count=40`. */
  readonly parameters?: string;
}

/** Nothing on a page may ask the network for anything: what a page needs is in it. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob: data:; style-src 'unsafe-inline'; " +
  'img-src data: blob: file:; font-src data:; connect-src data: blob:; worker-src blob:; media-src data: blob: file:';

/** A link to a cell unfolds its code. Charts that grow while the page opens do not push away what was asked for. */
const TARGET = `
const target = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
function unfold() {
  const source = target() && target().matches('.code') && target().querySelector('details');
  if (source) source.open = true;
}
addEventListener('hashchange', unfold);
addEventListener('click', (event) => event.target.closest('a[href="' + location.hash + '"]') && unfold());
unfold();
let opening = true;
for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
  addEventListener(kind, () => (opening = false), { once: true, passive: true });
new ResizeObserver(() => opening && target() && target().scrollIntoView()).observe(document.querySelector('main'));
`;

/** A whole HTML page around a `main` part. */
export function htmlPage(title: string, style: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${style}</style>
</head>
<body>
${content}
</body>
</html>
`;
}

/** A notebook's page: contents at the side, its body, and the way to its neighbours. */
export function notebookPage(body: string, at: number, pages: readonly PageLink[], style: string): string {
  const page = pages[at];
  const content = `<header class="bar"><a href="index.html">${BOOK}</a><span>${escapeHtml(page.title)}</span></header>
<div class="frame">
<nav class="contents" aria-label="Contents">
${contents(body, at, pages)}
</nav>
<main class="page">
${page.failure ? failedNotice(body, page.failure) : ''}${body}
${colophon(page)}${neighbours(pages[at - 1], pages[at + 1])}
</main>
</div>
<script>${TARGET}</script>`;
  return htmlPage(`${page.title} · ${BOOK}`, style, content);
}

/** In small print how the page came to be, in place of what progress lines and the charts' script say in the notebook. */
function colophon({ executed, seconds, parameters }: PageLink): string {
  if (executed === undefined || seconds === undefined) return '';
  const set = parameters ? `, with ${parameters}` : '';
  const when = `${executed.slice(0, 10)} in ${inWords(seconds)}${set}`;
  return `<p class="colophon">Executed on ${escapeHtml(when)}. Charts by Plotly, which is in this page and works offline.</p>\n`;
}

/** Leads to the cell that is to blame; says what happened where none is. */
function failedNotice(body: string, { text }: Failure): string {
  const cell = /<section class="cell code failed" id="([^"]*)"/.exec(body)?.[1];
  const where = cell
    ? `<a href="#${cell}">Go to the cell that failed.</a>`
    : `<pre>${escapeHtml(text)}</pre>`;
  return `<div class="failure"><strong>This notebook failed when it was run.</strong> ${where}</div>\n`;
}

/** All pages, and below the present one its sections. */
function contents(body: string, at: number, pages: readonly PageLink[]): string {
  const items = pages.map((page, i) => {
    const link = `<a href="${pageFile(page)}"${i === at ? ' aria-current="page"' : ''}>${escapeHtml(page.title)}</a>`;
    return `<li>${link}${i === at ? sections(body) : ''}</li>`;
  });
  return `<ol>\n${items.join('\n')}\n</ol>`;
}

/** Headings of the second level; their text is HTML already. */
function sections(body: string): string {
  const found = [...body.matchAll(/<h2 id="([^"]+)">([\s\S]*?)<a class="anchor-link"/g)];
  if (found.length === 0) return '';
  return `<ol>${found.map(([, id, html]) => `<li><a href="#${id}">${html.replace(/<\/?a\b[^>]*>/g, '')}</a></li>`).join('')}</ol>`;
}

function neighbours(previous: PageLink | undefined, next: PageLink | undefined): string {
  const link = (page: PageLink | undefined, rel: string, word: string): string =>
    page
      ? `<a rel="${rel}" href="${pageFile(page)}"><small>${word}</small>${escapeHtml(page.title)}</a>`
      : '<span></span>';
  return `<nav class="neighbours" aria-label="Pages">${link(previous, 'prev', 'Previous')}<a href="index.html"><small>Index</small>All notebooks</a>${link(next, 'next', 'Next')}</nav>`;
}

/** The address of a page, relative to the other pages. */
export function pageFile({ name }: { readonly name: string }): string {
  return escapeHtml(`${encodeURIComponent(name)}.html`);
}
