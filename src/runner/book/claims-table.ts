import { claimAnchor } from '../../claims/anchor';
import { paperText, valueText } from '../../claims/value-text';
import type { ClaimRecord } from '../claims/claim-record';
import { countVerdicts } from '../claims/claim-record';
import { oncePerClaim } from '../claims/once';
import { escapeHtml } from './html';
import { pageFile } from './page';

/** A page in which claims are checked. */
export interface CheckedPage {
  readonly name: string;
  readonly title: string;
  /** Its body, where the claims are looked for. */
  readonly body: string;
}

/** All claims with a link to the page and section where each is checked. */
export function claimsSection(checks: readonly ClaimRecord[], pages: readonly CheckedPage[]): string {
  const claims = oncePerClaim(checks);
  const rows = claims.map((claim) => {
    const others = (claim.also ?? []).map(
      (other) =>
        `<small>${whereChecked(claim.id, other.notebook, pages)}: ${escapeHtml(valueText(other.ours))}, ${escapeHtml(other.verdict)}</small>`,
    );
    const cells = [
      `<td data-label="Section">${escapeHtml(claim.section)}</td>`,
      `<td data-label="Claim">${escapeHtml(claim.text)}<small>${whereChecked(claim.id, claim.notebook, pages)}</small>${others.join('')}</td>`,
      `<td data-label="Paper">${escapeHtml(paperText(claim.paper))}</td>`,
      `<td data-label="Ours">${escapeHtml(valueText(claim.ours))}</td>`,
      `<td data-label="Holds if">${escapeHtml(claim.threshold)}</td>`,
      `<td data-label="Verdict"><strong class="${verdictClass(claim.verdict)}">${escapeHtml(claim.verdict)}</strong></td>`,
    ];
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<section class="claims" id="claims">
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

/** A link to the claim's own row, named by the page and the section it stands in. */
function whereChecked(id: string, notebook: string, pages: readonly CheckedPage[]): string {
  const page = pages.find(({ name }) => name === notebook);
  if (!page) return escapeHtml(notebook);
  const anchor = claimAnchor(id);
  const at = page.body.indexOf(`<tr id="${anchor}"`);
  const section = at < 0 ? undefined : sectionAt(page.body, at);
  const words = [escapeHtml(page.title), ...(section === undefined ? [] : [section])].join(' › ');
  return `<a href="${pageFile(page)}${at < 0 ? '' : `#${anchor}`}">${words}</a>`;
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
