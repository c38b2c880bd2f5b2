import type { CheckedClaim, Verdict } from '../claims/claim';
import { recordClaims } from '../claims/record';
import { paperText, valueText } from '../claims/value-text';
import { show } from './display';
import { escapeHtml } from './html';
import { tableText, textTable } from './table-format';

/**
 * Shows checked claims as a table: the claim and where the paper makes it, the paper's number, ours, and the
 * verdict in a word, a sign and a colour; and records them for the runner (`DDR_CLAIMS`).
 */
export function claims(list: readonly CheckedClaim[]): void {
  show({ 'text/plain': claimsText(list), 'text/html': claimsHtml(list) });
  recordClaims(list);
}

const looks: Record<Verdict, { sign: string; colour: string; background: string }> = {
  holds: { sign: '✓', colour: '#00593f', background: '#d9f2e8' },
  'holds weakly': { sign: '~', colour: '#6b4a00', background: '#fbeecb' },
  'does not hold': { sign: '✗', colour: '#8a2f00', background: '#fadfd0' },
};

/** The name by which a page of the book is linked to the row of a claim. */
export function claimAnchor(id: string): string {
  return `claim-${id.replace(/[^A-Za-z0-9._-]/g, '-')}`;
}

/** The claims as an HTML table, everything escaped. */
export function claimsHtml(list: readonly CheckedClaim[]): string {
  const left = 'text-align:left;vertical-align:top;white-space:normal';
  const head = ['Claim', 'Paper', 'Ours', 'Verdict']
    .map((name) => `<th style="${left}">${name}</th>`)
    .join('');
  const body = list.map(({ id, section, text, paper, ours, threshold, reason, verdict }) => {
    const { sign, colour, background } = looks[verdict];
    const claim =
      `${escapeHtml(text)}<br><small style="color:#666">${escapeHtml(section)}. ` +
      `Holds if ${escapeHtml(threshold)}: ${escapeHtml(reason)}</small>`;
    const word = `<span style="white-space:nowrap;padding:1px 6px;border-radius:3px;color:${colour};background:${background}">${sign} ${verdict}</span>`;
    const cells = [claim, escapeHtml(paperText(paper)), escapeHtml(valueText(ours)), word];
    return `<tr id="${claimAnchor(id)}">${cells.map((cell, i) => `<td style="${left}${i === 0 ? ';max-width:32em' : ''}">${cell}</td>`).join('')}</tr>`;
  });
  return `<table class="dataframe"><thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table>`;
}

/** The claims in plain text. */
export function claimsText(list: readonly CheckedClaim[]): string {
  const rows = list.map(({ section, text, paper, ours, verdict }) => [
    `${text} (${section})`,
    paperText(paper),
    valueText(ours),
    `${looks[verdict].sign} ${verdict}`,
  ]);
  return tableText(textTable(['Claim', 'Paper', 'Ours', 'Verdict'], rows));
}
