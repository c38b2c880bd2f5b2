import path from 'node:path';
import { projectRoot } from '@ddr-lab/base/project';
import { openCache, type Cache } from '@ddr-lab/base/cache/cache';
import { cacheLimit } from '@ddr-lab/base/cache/settings';

/** `.ddr/cache` in the project, which git ignores. */
export const cacheFolder = path.join(projectRoot, '.ddr', 'cache');

/** One cache a process and setting, also when a notebook loads this file anew: it warns once. */
const shared = globalThis as { [key: symbol]: Map<string, Cache> | undefined };
const key = Symbol.for('ddr-lab.cache');

/**
 * The project's cache, bounded by `DDR_CACHE`; nothing where that is `off`.
 *
 * @throws InputError when `DDR_CACHE` is neither `off` nor a size.
 */
export function defaultCache(): Cache | undefined {
  const setting = process.env.DDR_CACHE ?? '';
  const limit = cacheLimit(setting);
  if (limit === 0) return undefined;
  const caches = (shared[key] ??= new Map());
  let cache = caches.get(setting);
  // A layer's features take 40 MB and a second, what is made of them some KB and many seconds.
  if (!cache) caches.set(setting, (cache = openCache({ folder: cacheFolder, limit, bulky: ['features'] })));
  return cache;
}
