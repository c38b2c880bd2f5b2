import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { PROJECT } from '../jupyter';
import { isRecord } from '../notebook-file';
import { type ClaimRecord, claimRecord } from './claim-record';
import { eachCheck, oncePerClaim } from './once';

/** The committed record: what `ddr run --in-place` wrote, beside the notebooks it is of. */
export const COMMITTED = path.join(PROJECT, 'notebooks', 'claims.json');

/** The same claims measured on photographs: what `ddr run --photographs` wrote. */
export const ON_PHOTOGRAPHS = path.join(PROJECT, 'notebooks', 'claims-photographs.json');

/**
 * The claims in a file that `ddr run` wrote (`claims.json`, of a run or the committed one); no file: none.
 *
 * @throws InputError naming the file when it is damaged.
 */
export async function readClaimsFile(file: string): Promise<ClaimRecord[]> {
  if (!existsSync(file)) return [];
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new InputError(`${file}: cannot be read (${(error as Error).message}). ${renew}`);
  }
  if (!Array.isArray(content) || !content.every((entry) => isRecord(entry) && typeof entry.id === 'string')) {
    throw new InputError(`${file}: not an array of claims. ${renew}`);
  }
  return content.map((entry: Record<string, unknown>) => claimRecord(entry));
}

const renew = 'Remove it; `ddr run` writes it anew.';

/** Writes claims as `claims.json`, whole or not at all. */
export async function writeClaimsFile(file: string, claims: readonly ClaimRecord[]): Promise<void> {
  await writeWhole(file, `${JSON.stringify(claims, null, 2)}\n`);
}

/**
 * The committed record after a run: what the run's notebooks checked takes the place of what they had; other notebooks
 * keep theirs, unless they are gone.
 *
 * @param ran names of the notebooks that ran to their end.
 * @param exists whether a notebook of this name is there.
 */
export function mergeClaims(
  before: readonly ClaimRecord[],
  found: readonly ClaimRecord[],
  { ran, exists }: { ran: readonly string[]; exists: (notebook: string) => boolean },
): ClaimRecord[] {
  const kept = eachCheck(before).filter(({ notebook }) => !ran.includes(notebook) && exists(notebook));
  const renewed = eachCheck(found).filter(({ notebook }) => ran.includes(notebook));
  return oncePerClaim([...kept, ...renewed.map(withoutTime)]);
}

/** Without what changes from run to run although no result does. */
function withoutTime(claim: ClaimRecord): ClaimRecord {
  return { ...claim, executed: undefined };
}
