import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT } from '../jupyter';
import { isRecord } from '../notebook-file';
import { type ClaimRecord, claimRecord, eachCheck, oncePerClaim } from './claim-record';

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
 * @param run names of the notebooks that ran to their end, and whether a notebook of a name is there.
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

/** Claims, and where they are from. */
export interface FoundClaims {
  readonly claims: readonly ClaimRecord[];
  readonly file: string;
  /** Whether these are the committed ones. */
  readonly committed: boolean;
  /** Whether these are the ones measured on photographs. */
  readonly photographs?: boolean;
}

/** What `findClaims` takes. */
export interface FindClaimsOptions {
  /** Take the committed claims also where a run's are there. Default false. */
  committed?: boolean;
  /** Take the claims measured on photographs (`ddr run --photographs`). Default false. */
  photographs?: boolean;
  /** The run's output folder. Default `out` in the project. */
  out?: string;
  /** The committed record. Default `notebooks/claims.json`, of photographs `notebooks/claims-photographs.json`. */
  record?: string;
}

/**
 * The claims of the last run, or the committed ones where there was none (or it checked no claim).
 *
 * @throws InputError where there are neither, and naming a file that is damaged.
 */
export async function findClaims(options: FindClaimsOptions = {}): Promise<FoundClaims> {
  const { committed = false, photographs = false, out = path.join(PROJECT, 'out') } = options;
  const { record = photographs ? ON_PHOTOGRAPHS : COMMITTED } = options;
  if (photographs) {
    const claims = await readClaimsFile(record);
    if (claims.length > 0) return { claims, file: record, committed: true, photographs };
    throw new InputError(`no claims on photographs in ${record}: \`ddr run --photographs\` checks them.`);
  }
  const file = path.join(out, 'claims.json');
  const run = committed ? [] : await readClaimsFile(file);
  if (run.length > 0) return { claims: run, file, committed: false };
  const claims = await readClaimsFile(record);
  if (claims.length === 0) {
    throw new InputError(`no claims, neither in ${file} nor in ${record}: \`ddr run\` checks them.`);
  }
  return { claims, file: record, committed: true };
}

/** What `ddr claims --json` prints: these keys and no others; `interval` and `near` where a claim has them. */
export function jsonClaims(claims: readonly ClaimRecord[]): object[] {
  return claims.map(({ id, section, text, paper, ours, threshold, verdict, interval, near }) => ({
    id,
    section,
    text,
    paper,
    ours,
    threshold,
    verdict,
    ...(interval ? { interval } : {}),
    ...(near ? { near } : {}),
  }));
}

/** Which run it is, on which images, by which backend, in a line or two. */
export function sourceWords({ claims, file, committed, photographs }: FoundClaims): string {
  const notebooks = new Set(claims.map(({ notebook }) => notebook)).size;
  const of = notebooks === 1 ? '1 notebook' : `${notebooks} notebooks`;
  const times = values(claims, 'executed').sort();
  const days = [...new Set([times[0], times[times.length - 1]].filter(Boolean).map(minute))];
  const when = days.length > 0 ? `, ${days.join(' to ')}` : '';
  const which = photographs
    ? 'The claims on photographs'
    : committed
      ? 'The committed claims'
      : 'The claims of the last run';
  const images = values(claims, 'images').flatMap((names) => names.split(', '));
  const on = images.length > 0 ? `, on ${unique(images).join(', ')}` : '';
  const backends = values(claims, 'backend');
  const by = backends.length > 0 ? `, computed by ${unique(backends).join(', ')}` : '';
  return `${which} (${path.relative(process.cwd(), file) || file}): ${of}${when}${on}${by}.`;
}

function values(claims: readonly ClaimRecord[], key: 'executed' | 'images' | 'backend'): string[] {
  return claims
    .map((claim) => claim[key])
    .filter((value): value is string => typeof value === 'string' && value !== '');
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** `2026-11-22 10:05 UTC`. */
function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
