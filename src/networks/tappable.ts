import type { GraphNetwork } from './graph-network';
import type { Network } from './network';

/** A tfjs layers model with the names of the layers worth tapping: our own networks, and what `networkFrom` builds. */
export type LayersNetwork = Pick<Network, 'model' | 'layers'>;

/** Any network that images can be put through. */
export type Runnable = Pick<Network, 'model'> | GraphNetwork;

/** Any network whose features can be looked at. */
export type Tappable = LayersNetwork | GraphNetwork;

/** Tells the two kinds apart. */
export function isGraphNetwork(network: Runnable): network is GraphNetwork {
  return !('model' in network);
}

/** Frees a network's memory, whichever kind it is. */
export function disposeNetwork(network: Runnable): void {
  if (isGraphNetwork(network)) network.dispose();
  else network.model.dispose();
}
