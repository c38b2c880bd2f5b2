// What goes into a tarball: which files of the checkout, and where they are found in it. `dist/` has the checkout's own
// folders (src, packages, bin, environment), so that every path from one file to another stays as it is.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Files of src and packages that make other files of the checkout, and what no reader calls. */
const makers =
  /(^|\/)(make-[^/]*\.ts|simd\/compile\.ts|assembly\/.*|dist\/.*|node_modules\/.*|README\.md|package\.json)$/;

/** Whether a source file says what `src/`, a room or a study gives: re-exports alone. */
export const isIndex = (file) => /^src\/(.*\/)?index\.ts$/.test(file);

/** Where each package's files are, from the checkout's folder. */
const foldersOf = (place) => (place === '' ? ['src', 'packages', 'bin'] : [place]);

/**
 * The files of a package, by their paths from the checkout's folder, in order: its own, and those of `environment/` that
 * they load.
 *
 * @param {string} root the checkout's folder.
 * @param {string} place the package's, from there: '' for the root, `packages/tsne`.
 */
export function filesOf(root, place) {
  const own = foldersOf(place)
    .flatMap((folder) => listed(root, folder))
    .filter((file) => !makers.test(file) && file !== 'bin/ddr.js');
  return [...new Set([...own, ...ofEnvironment(root, own)])].sort();
}

function listed(root, folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== '__pycache__')
    .flatMap((entry) => {
      const below = `${folder}/${entry.name}`;
      return entry.isDirectory() ? listed(root, below) : [below];
    });
}

/** What these files load of `environment/`, and what that loads. */
function ofEnvironment(root, files) {
  const found = new Set();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const loaded of loads(root, file)) {
      if (!loaded.startsWith('environment/') || found.has(loaded)) continue;
      found.add(loaded);
      waiting.push(loaded);
    }
  }
  return found;
}

const code = /\.(ts|js|mjs|mts)$/;
const relative = /\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;
const joined = /path\.join\([^)]*'environment', '([\w.-]+)'\)/g;

function loads(root, file) {
  if (!code.test(file)) return [];
  const text = readFileSync(path.join(root, file), 'utf8');
  const named = [...text.matchAll(relative)].map(([, name]) =>
    path.posix.join(path.posix.dirname(file), name),
  );
  const beside = [...text.matchAll(joined)].map(([, name]) => `environment/${name}`);
  return [...named, ...beside].flatMap((target) => {
    const stem = target.replace(/\.m?js$/, '');
    return [target, `${target}.js`, `${target}.ts`, `${stem}.d.ts`, `${stem}.d.mts`].filter((candidate) => {
      const full = path.join(root, candidate);
      return existsSync(full) && statSync(full).isFile();
    });
  });
}
