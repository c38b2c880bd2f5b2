import { existsSync } from 'node:fs';
import path from 'node:path';
import { type ClaimRecord, eachCheck } from './claim-record';
import { COMMITTED, mergeClaims, ON_PHOTOGRAPHS, readClaimsFile, writeClaimsFile } from './committed';
import { writeClaimTables } from './readme';

/**
 * After a run in place, or on photographs: renews `claims.json` (`claims-photographs.json`) beside the notebooks that ran to their
 * end (where they check claims, or did), and for the project's own notebooks the tables in README.md and docs/claims.md. The
 * other record stays as it is.
 *
 * @param files the notebooks that ran to their end.
 * @param claims what the run found, each claim once.
 * @param options `photographs`: the run was on photographs; claims that rest on drawn scenes all the same are left out then.
 */
export async function keepClaims(
  files: readonly string[],
  claims: readonly ClaimRecord[],
  { photographs = false } = {},
): Promise<void> {
  const found = photographs ? eachCheck(claims).filter(restsOnPhotographs) : claims;
  for (const folder of new Set(files.map((file) => path.dirname(file)))) {
    const ran = files.filter((file) => path.dirname(file) === folder).map(nameOf);
    const record = path.join(folder, path.basename(photographs ? ON_PHOTOGRAPHS : COMMITTED));
    const exists = (notebook: string): boolean => existsSync(path.join(folder, `${notebook}.ipynb`));
    const before = await readClaimsFile(record);
    const after = mergeClaims(before, found, { ran, exists });
    if (before.length > 0 || after.length > 0) await writeClaimsFile(record, after);
    if (record !== COMMITTED && record !== ON_PHOTOGRAPHS) continue;
    await writeClaimTables({
      scenes: photographs ? await readClaimsFile(COMMITTED) : after,
      photographs: photographs ? after : await readClaimsFile(ON_PHOTOGRAPHS),
    });
  }
}

/** Whether none of the sets that a claim rests on was drawn: a data root that lacks a set gives scenes in its place. */
export function restsOnPhotographs({ images = '' }: ClaimRecord): boolean {
  const names = images.split(', ').filter(Boolean);
  return names.length > 0 && names.every((name) => !/^scenes\b/.test(name));
}

function nameOf(file: string): string {
  return path.basename(file, '.ipynb');
}
