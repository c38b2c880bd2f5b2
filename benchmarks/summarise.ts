import type { Agreement } from './agreement';
import type { Disturbance } from './disturbance';
import type { Result } from './race';
import type { ResultRow } from './results';
import type { BenchRow, Peer } from './rows';
import { compare, median } from './statistics';

/** What was measured of one side. */
export interface Side extends Result {
  readonly mib?: number | undefined;
  readonly chi?: number | undefined;
}

/** The line of the table that a row and one of its peers make. */
export function summarise(
  row: BenchRow,
  peer: Peer,
  measured: {
    images: number;
    ours: Side;
    theirs: Side;
    agreement?: Agreement;
    /** Why results could not be compared. */
    incomparable?: string;
    disturbance?: Disturbance;
  },
): ResultRow {
  const { images, ours, theirs, agreement, incomparable, disturbance } = measured;
  const oursRuns = ours.runs.map(({ ms }) => ms);
  const peerRuns = theirs.runs.map(({ ms }) => ms);
  const whole = oursRuns.length > 0 && peerRuns.length > 0;
  const ratio = whole ? compare(oursRuns, peerRuns) : undefined;
  const { target, aim } = peer;
  const failures = [
    ours.failure && `ours: ${ours.failure}`,
    theirs.failure && `${peer.name}: ${theirs.failure}`,
    incomparable,
  ].filter((words) => words);
  const growth = images / row.images;
  // Targets are set for the row's own size.
  const judged = growth === 1 && ratio;
  return {
    name: row.name,
    title: row.title,
    size: row.size(images),
    images,
    growth,
    ours_ms: oursRuns.length ? median(oursRuns) : null,
    peer: peer.name,
    peer_ms: peerRuns.length ? median(peerRuns) : null,
    ratio: ratio?.ratio ?? null,
    ratio_pairs: ratio?.pairs ?? null,
    ours_mib: ours.mib ?? null,
    peer_mib: theirs.mib ?? null,
    target: target ?? null,
    aim: aim ?? null,
    met: judged && target !== undefined ? judged.ratio >= target : null,
    memory_met:
      growth === 1 && peer.lessMemory && ours.mib !== undefined && theirs.mib !== undefined
        ? ours.mib < theirs.mib
        : null,
    agreement: agreement ?? null,
    ours_runs: oursRuns,
    peer_runs: peerRuns,
    ...optional('ours_parts', medianParts(ours)),
    ...optional('peer_parts', medianParts(theirs)),
    ...optional('ours_chi', ours.chi),
    ...optional('peer_chi', theirs.chi),
    ...optional('disturbance', disturbance),
    ...optional('failure', failures.length ? withoutPaths(failures.join('; ')) : undefined),
  };
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

function medianParts({ runs }: Result): Record<string, number> | undefined {
  const names = Object.keys(runs[0]?.parts ?? {});
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, median(runs.map(({ parts }) => parts![name]))]));
}

/** Results may be published: of a path only its last name stays. */
export function withoutPaths(text: string): string {
  return text.replace(/(?:file:\/\/)?(?:\/[\w.@+~-]+){2,}/g, (path) => path.slice(path.lastIndexOf('/') + 1));
}
