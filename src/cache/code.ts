import { readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { projectRoot } from '../project';
import { importedFrom } from './imports';
import { fingerprintOf } from './key';

/**
 * Where what is cached is computed: the functions that do it, and what they are handed (networks and their layers, the
 * backend's kernels). What these import is found from them.
 */
const places = ['analysis/cached', 'networks', 'backend'];

/**
 * A fingerprint of the source files that compute what is cached, and of the packages they use: who changes how t-SNE is
 * done wants to see the change, not what an earlier version left on disk.
 *
 * @param since when this process began to load its code, in milliseconds since 1970
 * @returns nothing where a file was changed after that: the code that runs here may be the old or the new one.
 */
export function codeFingerprint(since = performance.timeOrigin, root = projectRoot): string | undefined {
  const sources = importedFrom(places.map((place) => path.join(root, 'src', place)));
  if (sources.some(({ changed }) => changed > since)) return undefined;
  const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: unknown };
  const texts = sources.flatMap(({ file, text }) => [path.relative(root, file), text]);
  return fingerprintOf(...texts, JSON.stringify(dependencies ?? null));
}
