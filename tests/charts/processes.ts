import { readdirSync, readFileSync } from 'node:fs';

/** The processes below `pid` that are alive, from /proc. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'utf8'))!;
      if (state !== 'Z') parents.set(Number(entry), Number(parent));
    } catch {
      // It ended while we looked.
    }
  }
  const below = [pid];
  for (let i = 0; i < below.length; i++) {
    for (const [one, parent] of parents) if (parent === below[i]) below.push(one);
  }
  return below.slice(1);
}

/** The words by which a process was started. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Whether a process runs; one that has ended and waits for its parent to look does not. */
export function alive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
