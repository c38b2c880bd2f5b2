import path from 'node:path';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { codeRoot } from '@ddr-lab/base/project';
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
  return sourcesFingerprint(places, since, root);
}

/**
 * `codeFingerprint` of other places: files and folders, below `root`, of what computes.
 *
 * @throws Error where a file cannot be read.
 */
export function sourcesFingerprint(
  from: readonly string[],
  since = performance.timeOrigin,
  root = codeRoot,
): string | undefined {
  const packages = path.join(root, 'packages');
  const sources = importedFrom(
    from.map((place) => path.join(root, place)),
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

/** A source file, and the files that it loads when it runs. */
interface Source {
  readonly stamp: string;
  readonly text: string;
  readonly loads: readonly string[];
}

/** What was read: files that have not changed since are not read again. */
const known = new Map<string, Source>();

/** A file of source with what it says. */
export interface ReadSource {
  readonly file: string;
  readonly text: string;
  /** When it last changed, in milliseconds since 1970. */
  readonly changed: number;
}

/**
 * All source that runs when these files or folders do: they, and what they import, and so on. Imports of types alone are
 * left out, as nothing of them runs; so are packages from elsewhere. A file that is read by its name beside the code
 * (`path.join(__dirname, 'kernels.wasm')`) counts as imported. In order of their paths.
 *
 * @param packages the folder of the project's own packages, which are imported by name.
 * @throws Error where a file cannot be read.
 */
export function importedFrom(places: readonly string[], packages: string): ReadSource[] {
  const found = new Map<string, ReadSource>();
  const waiting = places.flatMap(filesOf);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    const { mtimeMs, ctimeMs, size } = statSync(file);
    const { text, loads } = read(file, `${mtimeMs} ${ctimeMs} ${size}`, packages);
    found.set(file, { file, text, changed: Math.max(mtimeMs, ctimeMs) });
    waiting.push(...loads);
  }
  return [...found.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

function read(file: string, stamp: string, packages: string): Source {
  const last = known.get(file);
  if (last?.stamp === stamp) return last;
  const text = readFileSync(file, 'latin1');
  const source = { stamp, text, loads: isCode(file) ? loadsOf(file, text, packages) : [] };
  known.set(file, source);
  return source;
}

/** `import type`, `export type ... from`: nothing of these runs. */
const ofTypes = /\b(?:import|export)\s+type\s[^;'"]*['"][^'"]+['"]/g;
/** `from './x'`, `import './x'`, `import('./x')`, `require('../x')`, and the same of `@ddr-lab/engine/x`. */
const ofFiles = /\b(?:from|import|require)\s*\(?\s*['"]((?:\.{1,2}|@ddr-lab)\/[^'"]+)['"]/g;
/** `path.join(__dirname, '..', 'worker.js')`. */
const beside = /__dirname,\s*((?:['"][^'"]+['"],?\s*)+)\)/g;

function loadsOf(file: string, text: string, packages: string): string[] {
  const folder = path.dirname(file);
  const imports = [...text.replace(ofTypes, '').matchAll(ofFiles)].map(([, name]) => name);
  const named = [...text.matchAll(beside)].map(([, parts]) =>
    path.join(...[...parts.matchAll(/['"]([^'"]+)['"]/g)].map(([, part]) => part)),
  );
  return [...imports, ...named].flatMap((name) => {
    const own = name.startsWith('@ddr-lab/')
      ? path.join(packages, name.slice('@ddr-lab/'.length))
      : undefined;
    const target = resolve(own ?? path.resolve(folder, name));
    return target === undefined ? [] : [target];
  });
}

/** As Node and tsx find it; nothing for a folder (`path.join(__dirname, '../..')`) or what is not there. */
function resolve(target: string): string | undefined {
  const candidates = [target, `${target}.ts`, `${target}.js`, path.join(target, 'index.ts')];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

const isCode = (file: string): boolean => /\.[cm]?[jt]s$/.test(file);

/** A file itself; of a folder all code within. */
function filesOf(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(place, entry.name);
    if (entry.isDirectory()) return filesOf(full);
    return isCode(full) ? [full] : [];
  });
}
