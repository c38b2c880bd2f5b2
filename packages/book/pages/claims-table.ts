import { claimAnchor } from '../claims/claim';
import { intervalWords, oursText, verdictText } from '../claims/value-text';
import { type ClaimRecord, countVerdicts, oncePerClaim, type OtherCheck } from '../claims/claim-record';
import { escapeHtml } from './html';
import { pageFile } from './page';

/** A page in which claims are checked. */
export interface CheckedPage {
  readonly name: string;
  readonly title: string;
  /** Its body, where the claims are looked for. */
  readonly body: string;
}

/**
 * All claims, a line each below a link to the page and section that checks them: the verdict, the claim (a link to its own
 * row, where the paper's value and the bound stand) and our value with its interval.
 *
 * @param photographs the same claims on photographs, for a line below each; default none.
 */
export function claimsSection(
  checks: readonly ClaimRecord[],
  pages: readonly CheckedPage[],
  photographs: readonly ClaimRecord[] = [],
): string {
  const claims = oncePerClaim(checks);
  const onPhotographs = new Map(photographs.map((claim) => [claim.id, claim]));
  const notebooks = [...new Set(claims.map(({ notebook }) => notebook))];
  const groups = notebooks.map((notebook) => {
    const own = claims.filter((claim) => claim.notebook === notebook);
    return `<h3>${whereChecked(own[0].id, notebook, pages)}</h3>\n<ul>\n${own.map((claim) => line(claim, pages, onPhotographs.get(claim.id))).join('\n')}\n</ul>`;
  });
  const words = intervalWords(claims);
  return `<section class="claims" id="claims">
<h2>The paper's claims</h2>
<p>${escapeHtml(countVerdicts(claims))}. A claim leads to the paper's value and the bound that it is held against; all in
<a href="claims.json">claims.json</a>.${words ? ` ${escapeHtml(words)}` : ''}</p>
${groups.join('\n')}
</section>`;
}

function line(claim: ClaimRecord, pages: readonly CheckedPage[], photographs?: ClaimRecord): string {
  const { id, section, text, verdict, notebook, also = [] } = claim;
  const { href } = placeOf(id, notebook, pages);
  const words = href === undefined ? escapeHtml(text) : `<a href="${href}">${escapeHtml(text)}</a>`;
  const others = also.map((other) => otherCheck(id, other, pages)).join('');
  const elsewhere = photographs
    ? `<small>on photographs: ${escapeHtml(`${oursText(photographs)}, ${verdictText(photographs)}`)}</small>`
    : '';
  return (
    `<li><strong class="${verdictClass(verdict)}">${escapeHtml(verdictText(claim))}</strong>` +
    `<span title="${escapeHtml(section)}">${words}${others}${elsewhere}</span><em>${escapeHtml(oursText(claim))}</em></li>`
  );
}

/** What another notebook found of the same claim. */
function otherCheck(id: string, other: OtherCheck, pages: readonly CheckedPage[]): string {
  const found = escapeHtml(`${oursText(other)}, ${verdictText(other)}`);
  return `<small>${whereChecked(id, other.notebook, pages)}: ${found}</small>`;
}

/** A link to the claim's own row, named by the page and the section it stands in. */
function whereChecked(id: string, notebook: string, pages: readonly CheckedPage[]): string {
  const { href, words } = placeOf(id, notebook, pages);
  return href === undefined ? words : `<a href="${href}">${words}</a>`;
}

/** Where a claim's row is, and what page and section are called; HTML. No `href` where the page is not in the book. */
function placeOf(
  id: string,
  notebook: string,
  pages: readonly CheckedPage[],
): { href?: string; words: string } {
  const page = pages.find(({ name }) => name === notebook);
  if (!page) return { words: escapeHtml(notebook) };
  const anchor = claimAnchor(id);
  const at = page.body.indexOf(`<tr id="${anchor}"`);
  const section = at < 0 ? undefined : sectionAt(page.body, at);
  return {
    href: `${pageFile(page)}${at < 0 ? '' : `#${anchor}`}`,
    words: [escapeHtml(page.title), ...(section === undefined ? [] : [section])].join(' › '),
  };
}

/** The last heading of the second level before a place; HTML. */
function sectionAt(body: string, at: number): string | undefined {
  const headings = [...body.slice(0, at).matchAll(/<h2 id="[^"]+">([\s\S]*?)<a class="anchor-link"/g)];
  return headings[headings.length - 1]?.[1].replace(/<\/?a\b[^>]*>/g, '');
}

function verdictClass(verdict: string): string {
  if (/not|fail/i.test(verdict)) return 'bad';
  return /weak/i.test(verdict) ? 'fair' : 'good';
}
