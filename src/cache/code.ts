import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { codeRoot } from '@ddr-lab/base/project';
import { importedFrom } from './imports';
import { fingerprintOf } from '@ddr-lab/base/cache/key';

/**
 * Where what is cached is computed: the functions that do it, and what they are handed (networks and their layers, the
 * backend's kernels). What these import is found from them.
 */
const places = ['src/analysis/cached', 'src/networks', 'packages/engine'];

/**
 * A fingerprint of the source files that compute what is cached, and of the packages they use: who changes how t-SNE is
 * done wants to see the change, not what an earlier version left on disk.
 *
 * @param since when this process began to load its code, in milliseconds since 1970
 * @returns nothing where a file was changed after that: the code that runs here may be the old or the new one.
 */
export function codeFingerprint(since = performance.timeOrigin, root = codeRoot): string | undefined {
  const packages = path.join(root, 'packages');
  const sources = importedFrom(
    places.map((place) => path.join(root, place)),
    packages,
  );
  if (sources.some(({ changed }) => changed > since)) return undefined;
  const texts = sources.flatMap(({ file, text }) => [path.relative(root, file), text]);
  return fingerprintOf(...texts, JSON.stringify([root, ...foldersIn(packages)].map(dependenciesOf)));
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name));
}

/** What a package says that it uses; nothing where it says nothing, or is none. */
function dependenciesOf(folder: string): unknown {
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) return null;
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: unknown };
  return dependencies ?? null;
}
