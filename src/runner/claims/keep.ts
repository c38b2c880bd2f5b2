import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ClaimRecord } from './claim-record';
import { COMMITTED, mergeClaims, readClaimsFile, writeClaimsFile } from './committed';
import { writeClaimTables } from './readme';

/**
 * After a run in place: renews `claims.json` beside the notebooks that ran to their end (where they check claims, or
 * did), and for the project's own notebooks the tables in README.md and docs/claims.md.
 *
 * @param files the notebooks that ran to their end.
 * @param claims what the run found, each claim once.
 */
export async function keepClaims(files: readonly string[], claims: readonly ClaimRecord[]): Promise<void> {
  for (const folder of new Set(files.map((file) => path.dirname(file)))) {
    const ran = files.filter((file) => path.dirname(file) === folder).map(nameOf);
    const record = path.join(folder, path.basename(COMMITTED));
    const exists = (notebook: string): boolean => existsSync(path.join(folder, `${notebook}.ipynb`));
    const before = await readClaimsFile(record);
    const after = mergeClaims(before, claims, { ran, exists });
    if (before.length > 0 || after.length > 0) await writeClaimsFile(record, after);
    if (record === COMMITTED) await writeClaimTables(after);
  }
}

function nameOf(file: string): string {
  return path.basename(file, '.ipynb');
}
