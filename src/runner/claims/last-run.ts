import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { PROJECT } from '../jupyter';
import type { ClaimRecord } from './claim-record';
import { COMMITTED, ON_PHOTOGRAPHS, readClaimsFile } from './committed';

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
