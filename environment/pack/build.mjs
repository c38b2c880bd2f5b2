// Compiles a package into a folder: each TypeScript file to CommonJS (esbuild) and to its declarations (tsc), all
// else copied.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { lazyIndex } from './lazy-index.mjs';
import { filesOf, isIndex } from './layout.mjs';

/** The oldest Node that runs it. */
const target = 'node20.19';
const isSource = (file) => /\.ts$/.test(file) && !/\.d\.ts$/.test(file);

/**
 * Builds a package.
 *
 * @param {string} root the checkout's folder.
 * @param {string} place the package's, from there: '' for the root, `packages/tsne`.
 * @param {string} out the folder that is filled; made anew.
 * @throws Error with the compiler's words.
 */
export async function build(root, place, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const files = filesOf(root, place);
  const sources = files.filter(isSource);
  for (const file of files.filter((each) => !isSource(each))) copy(root, file, out);
  await compile(root, sources, out);
  declare(root, sources, out);
  if (place !== '') return;
  // One tarball is enough: what is imported by a package's name lies in the same folder.
  for (const file of listed(out).filter((each) => /\.(js|d\.ts)$/.test(each))) withinFolder(out, file);
  for (const file of sources.filter(isIndex)) {
    const compiled = path.join(out, file.replace(/\.ts$/, '.js'));
    writeFileSync(compiled, lazyIndex(readFileSync(compiled, 'utf8')));
  }
  writeFileSync(
    path.join(out, 'bin/ddr.js'),
    "#!/usr/bin/env node\n'use strict';\nrequire('./program.js');\n",
    {
      mode: 0o755,
    },
  );
}

async function compile(root, sources, out) {
  const { build: esbuild } = createRequire(path.join(root, 'package.json'))('esbuild');
  await esbuild({
    absWorkingDir: root,
    entryPoints: sources,
    bundle: false,
    format: 'cjs',
    platform: 'node',
    target,
    // `await import('./x')` names a file without its ending, as `require` does.
    supported: { 'dynamic-import': false },
    outbase: root,
    outdir: out,
    logLevel: 'error',
  });
}

/** Types are checked by `npm test`; here they are written. */
function declare(root, sources, out) {
  const config = path.join(out, 'tsconfig.json');
  writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        noCheck: true,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: root,
        outDir: out,
        typeRoots: [path.join(root, 'node_modules/@types')],
      },
      include: [],
      files: sources.map((file) => path.join(root, file)),
    }),
  );
  const tsc = createRequire(path.join(root, 'package.json')).resolve('typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' });
  rmSync(config);
  if (status !== 0) throw new Error(`tsc wrote no declarations:\n${stdout}${stderr}`);
}

/** What a worker of the checkout needs tsx for is compiled here. */
function copy(root, file, out) {
  const to = path.join(out, file);
  mkdirSync(path.dirname(to), { recursive: true });
  if (!/\.js$/.test(file)) return cpSync(path.join(root, file), to);
  const text = readFileSync(path.join(root, file), 'utf8')
    .replace(/^require\('tsx\/cjs'\);\n/m, '')
    .replace(/(require\('\.{1,2}\/[^']+)\.ts'\)/g, "$1.js')");
  return writeFileSync(to, text);
}

function listed(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function withinFolder(out, file) {
  const text = readFileSync(file, 'utf8');
  const own = text.replace(/(['"])@ddr-lab\/([^'"]+)\1/g, (_, quote, name) => {
    const to = path
      .relative(path.dirname(file), path.join(out, 'packages', name))
      .split(path.sep)
      .join('/');
    return `${quote}${to.startsWith('.') ? to : `./${to}`}${quote}`;
  });
  if (own !== text) writeFileSync(file, own);
}
