import { InputError } from '@ddr-lab/base/errors';
import { backendInUse } from '@ddr-lab/engine/in-use';
import { appendFileSync } from 'node:fs';
import { openedSets } from '../images/sets/opened';
import type { CheckedClaim } from '@ddr-lab/book/claims/claim';

/**
 * Appends claims to `file`, one JSON object a line, for the runner to gather. By default the file that
 * DDR_CLAIMS names; nothing is written where it is not set. A check that is repeated appears again: the last counts.
 * With each claim stands what it rests on: `images`, the data sets opened so far, and `backend`, what computed.
 *
 * @throws InputError naming the file when it cannot be written.
 */
export function recordClaims(claims: readonly CheckedClaim[], file = process.env.DDR_CLAIMS): void {
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
