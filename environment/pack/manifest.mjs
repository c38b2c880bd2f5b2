// The package.json that lies in a tarball.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../files.mjs';

/** Rooms of `src/` that serve the command `ddr` alone: no reader imports from them. */
const inner = ['runner', 'environment', 'cards', 'project'];

/**
 * What a package is called by, where its files are, and what it needs.
 *
 * @param {string} root the checkout's folder.
 * @param {string} place the package's, from there: '' for the root.
 * @param {string} out its compiled files.
 */
export function manifestOf(root, place, out) {
  const kept = readJson(path.join(root, place, 'package.json'));
  const { name, version, description, license, engines, private: isPrivate } = kept;
  const common = { name, version, description, license, private: isPrivate, engines, type: 'commonjs' };
  const texts = textsOf(out);
  if (place === '') {
    return {
      ...common,
      bin: { ddr: 'dist/bin/ddr.js' },
      files: ['dist', 'checkpoints/**/*.safetensors', 'checkpoints/measured.json', 'checkpoints/*.md'],
      main: 'dist/src/index.js',
      types: 'dist/src/index.d.ts',
      ...rootEntries(out),
      dependencies: dependenciesOf(root, texts),
    };
  }
  return {
    ...common,
    files: ['dist'],
    exports: { './package.json': './package.json', './*': entry(`${place}/*`) },
    typesVersions: { '*': { '*': [`dist/${place}/*`] } },
    dependencies: sorted({ ...kept.dependencies, ...typesOf(root, texts) }),
  };
}

const entry = (file) => ({ types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` });

/** Each room and study that says what it gives is found by its folder's name. */
function rootEntries(out) {
  const indexes = filesIn(path.join(out, 'src'))
    .filter((file) => /\/index\.js$/.test(file))
    .sort()
    .map((file) => path.posix.dirname(file));
  return {
    exports: {
      '.': entry('src/index'),
      './package.json': './package.json',
      ...Object.fromEntries(indexes.map((folder) => [`./${folder}`, entry(`src/${folder}/index`)])),
      ...Object.fromEntries(
        inner.flatMap((room) => [
          [`./${room}`, null],
          [`./${room}/*`, null],
        ]),
      ),
      './packages/*': entry('packages/*'),
      './*': entry('src/*'),
    },
    // For resolvers that do not know `exports`.
    typesVersions: {
      '*': {
        'dist/*': ['dist/*'],
        'packages/*': ['dist/packages/*'],
        ...Object.fromEntries(indexes.map((folder) => [folder, [`dist/src/${folder}/index`]])),
        '*': ['dist/src/*'],
      },
    },
  };
}

/** Of all that the project and its packages depend on, what the compiled files name, at the same versions. */
function dependenciesOf(root, texts) {
  const manifests = ['', ...readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}`)];
  const all = Object.assign(
    {},
    ...manifests.map((place) => readJson(path.join(root, place, 'package.json'))?.dependencies),
  );
  const own = Object.entries(all).filter(
    ([name]) => !name.startsWith('@ddr-lab/') && isNamed(name, texts.code),
  );
  return sorted({ ...Object.fromEntries(own), ...typesOf(root, texts) });
}

/** Packages of types that the declarations need: of Node, and of packages that have none of their own. */
function typesOf(root, { declarations, code }) {
  const { devDependencies } = readJson(path.join(root, 'package.json'));
  const needed = Object.entries(devDependencies).filter(([name]) => {
    if (!name.startsWith('@types/')) return false;
    if (name === '@types/node') {
      return /['"]node:|\b(Buffer|NodeJS)\b/.test(declarations) || isNamed(name, code);
    }
    return isNamed(name.slice('@types/'.length), declarations);
  });
  return Object.fromEntries(needed);
}

function isNamed(name, text) {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`['"\`]${literal}['"\`/]`).test(text);
}

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true }).map((file) => String(file).split(path.sep).join('/'));

function textsOf(out) {
  const files = filesIn(out);
  const read = (wanted) =>
    files
      .filter(wanted)
      .map((file) => readFileSync(path.join(out, file), 'utf8'))
      .join('\n');
  return {
    code: read((file) => /\.m?js$/.test(file)),
    declarations: read((file) => /\.d\.m?ts$/.test(file)),
  };
}

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
