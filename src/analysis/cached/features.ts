import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { tap, type TapOptions } from '../../features/tap';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../../networks/tappable';
import { layerKey, networkFingerprint } from '../../networks/fingerprints';
import { fingerprintOf } from '@ddr-lab/base/cache/key';
import { openResults, type Cached, type Results } from './results';
import { currentSignal } from '@ddr-lab/base/signal';

/**
 * `tap`, but for what was tapped before: the features of layers by a network with just these weights, of just these
 * images, are read from the cache.
 *
 * @throws InputError as `tap` does.
 */
export async function cachedTap<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  options: TapOptions & Cached = {},
): Promise<Record<Layer, Matrix<Float32Array>>> {
  const results = openResults(options);
  const keys = results && (await featureKeys(results, network, layers, images, options));
  return tapMissing(network, layers, images, options, results, keys);
}

/** The key of each layer's features; nothing for a network without a fingerprint. */
export async function featureKeys<Layer extends string>(
  results: Results,
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  { batch = 0, view = 'flattened' }: TapOptions,
): Promise<Map<Layer, string> | undefined> {
  const computed = await networkFingerprint(network);
  if (computed === undefined) return undefined;
  const pixels = fingerprintOf(
    ...images.flatMap(({ height, width, data }) => [height, width, data] as const),
  );
  return new Map(
    layers.map((layer) => [
      layer,
      results.key('features', computed, layerKey(network, layer), pixels, batch, view),
    ]),
  );
}

/** Reads what is there under `keys`, taps the rest in one go, and keeps it. */
export async function tapMissing<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  options: TapOptions,
  results?: Results,
  keys?: ReadonlyMap<Layer, string>,
): Promise<Record<Layer, Matrix<Float32Array>>> {
  const found: Partial<Record<Layer, Matrix<Float32Array>>> = {};
  for (const layer of keys?.keys() ?? []) {
    (options.signal ?? currentSignal())?.throwIfAborted();
    const entry = await results?.read('features', keys!.get(layer)!);
    if (entry) found[layer] = entry.features as Matrix<Float32Array>;
  }
  const missing = layers.filter((layer) => found[layer] === undefined);
  // Without any layer `tap` says what is wrong, too.
  if (missing.length > 0 || layers.length === 0) {
    const tapped = await tap(network, missing, images, options);
    for (const layer of new Set(missing)) {
      found[layer] = tapped[layer];
      if (keys) await results?.write('features', keys.get(layer)!, { features: tapped[layer] });
    }
  } else {
    options.onProgress?.({ done: images.length, total: images.length });
  }
  return found as Record<Layer, Matrix<Float32Array>>;
}
