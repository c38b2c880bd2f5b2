import { loadNetwork } from '../networks/load-network';
import type { Network } from '../networks/network';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { Snapshot } from './evolution';

/** What `overSnapshots` takes. */
export interface OverSnapshotsOptions {
  /** Called before each snapshot with its iteration, and once at the end. */
  readonly onProgress?: OnProgress;
  /** Default `currentSignal()`; asked before each snapshot. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the snapshots of a training one after the other, looks at each and closes it again, so that one network at a time is in memory.
 *
 * @param look what is made of a snapshot; `before`: what was made of those before it.
 * @returns what `look` gave, in order.
 */
export async function overSnapshots<Seen>(
  moments: readonly Snapshot[],
  look: (network: Network, moment: Snapshot, before: readonly Seen[]) => Promise<Seen>,
  { onProgress, signal = currentSignal() }: OverSnapshotsOptions = {},
): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const [i, moment] of moments.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done: i, total: moments.length, note: `iteration ${moment.iteration}` });
    const network = await loadNetwork(moment.file);
    try {
      seen.push(await look(network, moment, seen));
    } finally {
      network.model.dispose();
    }
  }
  onProgress?.({ done: moments.length, total: moments.length });
  return seen;
}
