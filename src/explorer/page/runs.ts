import type { ExplorerData, MapSnapshot } from '../shared/data';
import type { SentNetwork } from '../worker/messages';

/** What a worker runs: a network, or what it was at a snapshot of its training; of a degrader `network` is -1. */
export interface Run extends SentNetwork {
  readonly network: number;
  readonly snapshot?: MapSnapshot;
}

/** All that workers run, by the numbers that they know it by: the networks, the degraders, the snapshots whose weights are in the page. */
export function runsOf({ networks, degraders }: ExplorerData): readonly Run[] {
  return [
    ...networks.map(({ layers, output }, network) => ({ layers, output, network })),
    ...degraders.map(({ layers, output }) => ({ layers, output, network: -1 })),
    ...networks.flatMap(({ training }, network) =>
      (training?.snapshots ?? []).flatMap((snapshot) =>
        snapshot.network
          ? [{ layers: snapshot.network.layers, output: snapshot.network.output, network, snapshot }]
          : [],
      ),
    ),
  ];
}
