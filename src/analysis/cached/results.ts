import os from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import type { Cache } from '@ddr-lab/base/cache/cache';
import { codeFingerprint } from '../../cache/code';
import { defaultCache } from '../../cache/default-cache';
import { fingerprintOf, type KeyPart } from '@ddr-lab/base/cache/key';

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
 * backend, processor and version of Node all are part of every key, as each of them can change last digits. The number
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
  const conditions = [code, tf.getBackend() ?? '', DDR_BACKEND, computer];
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
