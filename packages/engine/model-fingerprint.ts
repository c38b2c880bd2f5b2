import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createHash } from 'node:crypto';

/**
 * A fingerprint of what a model computes, as it is now: its layers, how they are connected, and the numbers in its
 * weights. Equal for a model built anew in another process; other after one weight was changed. The names of layers do
 * not count, as tfjs numbers those that have none; `layerPlace` tells a layer apart.
 *
 * @param options `code`: whether the text of the layers' classes counts (default true), since one that is written in a notebook's cell may
 *   change without a change of its settings. That text is what the process compiled: without it the fingerprint is the same however this is run.
 * @returns nothing for a model that cannot describe itself (a custom layer whose `getConfig` fails).
 */
export async function modelFingerprint(
  model: LayersModel,
  { code = true }: { readonly code?: boolean } = {},
): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    hash.update(describe(model, code));
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
function describe(model: LayersModel, withCode: boolean): string {
  const places = new Map(model.layers.map(({ name }, place) => [name, place]));
  const { layers, inputLayers, outputLayers } = model.getConfig();
  const graph = JSON.stringify({ layers, inputLayers, outputLayers }, (key, value: unknown) => {
    // How weights were drawn no longer matters.
    if (/initializer$/i.test(key)) return undefined;
    return typeof value === 'string' && places.has(value) ? `layer ${places.get(value)}` : value;
  });
  const code = withCode ? new Set(model.layers.map((layer) => String(layer.constructor))) : [];
  return [graph, ...code].join('\n');
}
