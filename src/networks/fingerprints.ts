import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { layerPlace, modelFingerprint } from '@ddr-lab/engine/model-fingerprint';
import { createHash } from 'node:crypto';
import { isGraphNetwork, type Runnable } from './tappable';

/** A short fingerprint of weights: equal for equal numbers, however they are stored. */
export function fingerprint(tensors: ReadonlyMap<string, WeightTensor>): string {
  const hash = createHash('sha256');
  for (const [name, { shape, data }] of tensors) {
    hash.update(`${name} ${shape.join('x')}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * A fingerprint of what a network computes, as it is now; nothing for one that cannot describe itself.
 *
 * @param options as `modelFingerprint` takes them.
 */
export async function networkFingerprint(
  network: Runnable,
  options?: { readonly code?: boolean },
): Promise<string | undefined> {
  return isGraphNetwork(network) ? network.fingerprint : modelFingerprint(network.model, options);
}

/** What tells a layer from the others of a network with this fingerprint: its place, or in a graph its name. */
export function layerKey(network: Runnable, layer: string): string | number {
  return isGraphNetwork(network) ? layer : layerPlace(network.model, layer);
}
