import { type CheckedClaim, claimAnchor, type Verdict } from '@ddr-lab/book/claims/claim';
import { intervalWords, oursText, paperText, verdictText } from '@ddr-lab/book/claims/value-text';
import { show } from '@ddr-lab/book/cells/display';
import { escapeHtml } from '@ddr-lab/book/cells/html';
import { tableText, textTable } from '@ddr-lab/book/cells/table-format';
import { InputError } from '@ddr-lab/base/errors';
import { backendInUse } from '@ddr-lab/engine/in-use';
import { appendFileSync } from 'node:fs';
import { openedSets } from '../images/sets/opened';

/**
 * Shows checked claims as a table: the claim and where the paper makes it, the paper's number, ours with its interval, and the
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

const heads = ['Claim', 'Paper', 'Ours', 'Verdict'];

/** The claims as an HTML table, everything escaped. */
export function claimsHtml(list: readonly CheckedClaim[]): string {
  const left = 'text-align:left;vertical-align:top;white-space:normal';
  const head = heads.map((name) => `<th style="${left}">${name}</th>`).join('');
  const body = list.map((one) => {
    const { id, section, text, paper, threshold, reason, verdict } = one;
    const { sign, colour, background } = looks[verdict];
    const claim =
      `${escapeHtml(text)}<br><small style="color:#666">${escapeHtml(section)}. ` +
      `Holds if ${escapeHtml(threshold)}: ${escapeHtml(reason)}</small>`;
    const word = `<span style="white-space:nowrap;padding:1px 6px;border-radius:3px;color:${colour};background:${background}">${sign} ${verdictText(one)}</span>`;
    const cells = [claim, escapeHtml(paperText(paper)), escapeHtml(oursText(one)), word];
    const tds = cells.map(
      (cell, i) =>
        `<td data-label="${heads[i]}" style="${left}${i === 0 ? ';max-width:32em' : ''}">${cell}</td>`,
    );
    return `<tr id="${claimAnchor(id)}">${tds.join('')}</tr>`;
  });
  const words = intervalWords(list);
  const note = words ? `\n<p><small>${escapeHtml(words)}</small></p>` : '';
  return `<table class="dataframe ddr-claims"><thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table>${note}`;
}

/** The claims in plain text. */
function claimsText(list: readonly CheckedClaim[]): string {
  const rows = list.map((one) => [
    `${one.text} (${one.section})`,
    paperText(one.paper),
    oursText(one),
    `${looks[one.verdict].sign} ${verdictText(one)}`,
  ]);
  const words = intervalWords(list);
  return tableText(textTable(heads, rows)) + (words ? `\n${words}` : '');
}

/**
 * Appends claims to `file`, one JSON object a line, for the runner to gather. By default the file that
 * DDR_CLAIMS names; nothing is written where it is not set. A check that is repeated appears again: the last counts.
 * With each claim stands what it rests on: `images`, the data sets opened so far, and `backend`, what computed.
 *
 * @throws InputError naming the file when it cannot be written.
 */
function recordClaims(claims: readonly CheckedClaim[], file = process.env.DDR_CLAIMS): void {
  if (!file || claims.length === 0) return;
  try {
    const basis = { images: openedSets().join(', '), backend: backendInUse() ?? '' };
    const lines = claims.map(({ ours, ...claim }) => {
      // JSON has no infinity.
      const value = typeof ours === 'number' && !Number.isFinite(ours) ? String(ours) : ours;
      return `${JSON.stringify({ ...claim, ours: value, ...basis })}\n`;
    });
    appendFileSync(file, lines.join(''));
  } catch (error) {
    throw new InputError(`${file} (DDR_CLAIMS): cannot be written (${(error as Error).message}).`);
  }
}
