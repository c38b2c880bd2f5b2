import { isGraphNetwork, type Runnable } from '../tappable';
import { layerPlace, modelFingerprint } from './model-fingerprint';

/** A fingerprint of what a network computes, as it is now; nothing for one that cannot describe itself. */
export async function networkFingerprint(network: Runnable): Promise<string | undefined> {
  return isGraphNetwork(network) ? network.fingerprint : modelFingerprint(network.model);
}

/** What tells a layer from the others of a network with this fingerprint: its place, or in a graph its name. */
export function layerKey(network: Runnable, layer: string): string | number {
  return isGraphNetwork(network) ? layer : layerPlace(network.model, layer);
}
