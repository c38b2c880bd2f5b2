import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { LayersModel } from '@tensorflow/tfjs-layers';
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
 * A fingerprint of what a model computes, as it is now: its layers, how they are connected, and the numbers in its
 * weights. Equal for a model built anew in another process; other after one weight was changed. The names of layers do
 * not count, as tfjs numbers those that have none; `layerPlace` tells a layer apart.
 *
 * @returns nothing for a model that cannot describe itself (a custom layer whose `getConfig` fails).
 */
export async function modelFingerprint(model: LayersModel): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    hash.update(describe(model));
  } catch {
    return undefined;
  }
  for (const weight of model.weights) {
    const value = weight.read();
    hash.update(`${weight.dtype} ${value.shape.join('x')}\n`);
    const data = (await value.data()) as Float32Array | Int32Array | Uint8Array;
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex').slice(0, 40);
}

/** A layer's place among the model's layers, from 0; -1 where there is none of that name. */
export function layerPlace(model: LayersModel, layer: string): number {
  return model.layers.findIndex(({ name }) => name === layer);
}

/** Layers, settings and connections as text, with numbers for the names of layers. */
function describe(model: LayersModel): string {
  const places = new Map(model.layers.map(({ name }, place) => [name, place]));
  const { layers, inputLayers, outputLayers } = model.getConfig();
  const graph = JSON.stringify({ layers, inputLayers, outputLayers }, (key, value: unknown) => {
    // How weights were drawn no longer matters.
    if (/initializer$/i.test(key)) return undefined;
    return typeof value === 'string' && places.has(value) ? `layer ${places.get(value)}` : value;
  });
  // A layer written in a notebook's cell may change without a change of its settings.
  const code = new Set(model.layers.map((layer) => String(layer.constructor)));
  return [graph, ...code].join('\n');
}

/** A fingerprint of what a network computes, as it is now; nothing for one that cannot describe itself. */
export async function networkFingerprint(network: Runnable): Promise<string | undefined> {
  return isGraphNetwork(network) ? network.fingerprint : modelFingerprint(network.model);
}

/** What tells a layer from the others of a network with this fingerprint: its place, or in a graph its name. */
export function layerKey(network: Runnable, layer: string): string | number {
  return isGraphNetwork(network) ? layer : layerPlace(network.model, layer);
}
