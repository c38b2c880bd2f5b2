import { appendFileSync } from 'node:fs';
import { InputError } from '../errors';
import type { CheckedClaim } from './claim';

/**
 * Appends claims to `file`, one JSON object a line, for the runner to gather. By default the file that
 * DDR_CLAIMS names; nothing is written where it is not set. A check that is repeated appears again: the last counts.
 *
 * @throws InputError naming the file when it cannot be written.
 */
export function recordClaims(claims: readonly CheckedClaim[], file = process.env.DDR_CLAIMS): void {
  if (!file || claims.length === 0) return;
  try {
    appendFileSync(file, claims.map((claim) => `${JSON.stringify(claim)}\n`).join(''));
  } catch (error) {
    throw new InputError(`${file} (DDR_CLAIMS): cannot be written (${(error as Error).message}).`);
  }
}
