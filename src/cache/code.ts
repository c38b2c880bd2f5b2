import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { projectRoot } from '../images/data-root';
import { fingerprintOf } from './key';

/** The source that decides what a cached result is. */
const places = [
  'arrays',
  'backend',
  'features',
  'projection',
  'random',
  'networks',
  'images/stack.ts',
  'metrics/squared-distances.ts',
];

/** What was last found: of files that have not changed since, nothing is read again. */
interface Look {
  readonly stamps: string;
  readonly fingerprint: string;
}
const looks = new Map<string, Look>();

/**
 * A fingerprint of the source files that compute what is cached, and of the packages they use: who changes how t-SNE is
 * done wants to see the change, not what an earlier version left on disk.
 *
 * @param since when this process began to load its code, in milliseconds since 1970
 * @returns nothing where a file was changed after that: the code that runs here may be the old or the new one.
 */
export function codeFingerprint(since = performance.timeOrigin, root = projectRoot): string | undefined {
  const manifest = path.join(root, 'package.json');
  const files = places.flatMap((place) => sources(path.join(root, 'src', place)));
  const stats = files.map((file) => statSync(file));
  if (stats.some(({ mtimeMs, ctimeMs }) => Math.max(mtimeMs, ctimeMs) > since)) return undefined;
  const stamps = [...stats, statSync(manifest)]
    .map(({ mtimeMs, ctimeMs, size }) => `${mtimeMs} ${ctimeMs} ${size}`)
    .join('\n');
  const last = looks.get(root);
  if (last?.stamps === stamps) return last.fingerprint;
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies: unknown };
  const texts = files.flatMap((file) => [path.relative(root, file), readFileSync(file, 'latin1')]);
  const fingerprint = fingerprintOf(...texts, JSON.stringify(dependencies ?? null));
  looks.set(root, { stamps, fingerprint });
  return fingerprint;
}

/** A source file, or those in a folder and its folders, in order. */
function sources(place: string): string[] {
  if (/\.[a-z]+$/.test(place)) return [place];
  return readdirSync(place, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(place, entry.name);
      if (entry.isDirectory()) return sources(full);
      return /\.(ts|wasm)$/.test(entry.name) ? [full] : [];
    });
}
