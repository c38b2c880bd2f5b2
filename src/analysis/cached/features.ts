import os from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { compiledDevice } from '@ddr-lab/engine/onnxruntime/device';
import type { Cache } from '@ddr-lab/base/cache/cache';
import { codeFingerprint } from '../../cache/code';
import { defaultCache } from '../../cache/default-cache';
import { fingerprintOf, type KeyPart } from '@ddr-lab/base/cache/key';
import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { tap, type TapOptions } from '../../features/tap';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../../networks/tappable';
import { layerKey, networkFingerprint } from '../../networks/fingerprints';
import { currentSignal } from '@ddr-lab/base/signal';

/** What every call with cached results takes. */
export interface Cached {
  /**
   * Where results are kept; default the project's own cache (`DDR_CACHE`). `false`: nowhere. A series of calls opens
   * its results once and hands them on.
   */
  readonly cache?: Cache | Results | false;
}

/** Results of this process's code on this machine, in a cache. */
export interface Results extends Cache {
  /** A key for what is computed from these parts. */
  key(...parts: readonly KeyPart[]): string;
}

/**
 * The cached results that may be used now: nothing without a cache, or where it is not known which code runs. Code,
 * backend, processor, GPU and version of Node all are part of every key, as each of them can change last digits. The number
 * of threads is not: features are the same to the last bit (tests/backend/onnxruntime/threads.test.ts).
 */
export function openResults({ cache = defaultCache() }: Cached): Results | undefined {
  if (!cache) return undefined;
  if ('key' in cache) return cache;
  const code = safely(codeFingerprint);
  if (code === undefined) return undefined;
  const { DDR_BACKEND = '' } = process.env;
  const cores = os.cpus();
  const computer = [process.version, process.arch, cores[0]?.model, cores.length].join(' ');
  const { provider, adapter = '' } = compiledDevice();
  const gpu = provider === 'cpu' ? [] : [provider, adapter];
  const conditions = [code, tf.getBackend() ?? '', DDR_BACKEND, computer, ...gpu];
  return { ...cache, key: (...parts) => fingerprintOf(...conditions, ...parts) };
}

/** Source files that cannot be read are no reason not to compute. */
function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

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
