// Compiles the TypeScript files that a notebook imports from outside its folder, for the kernel (kernel.js): types
// are taken away, not checked, as `ddr` itself does it (tsx). All in one call: esbuild starts a process for each.
'use strict';
const path = require('node:path');
const esbuild = require('esbuild');

const SETTINGS = {
  bundle: false,
  write: false,
  format: 'cjs',
  platform: 'node',
  target: 'es2022',
  // `await import('./x')` becomes a `require` too, which the kernel answers from what is compiled here.
  supported: { 'dynamic-import': false },
  logLevel: 'silent',
};

/**
 * CommonJS for TypeScript files.
 *
 * @param {readonly string[]} files absolute names that end in `.ts`.
 * @param {string} folder what names of files in messages are relative to.
 * @returns `outputs`: for each file its name with `.js` for `.ts`, and its code; or `diagnostics` in tslab's form,
 *   where a file cannot be read or is not TypeScript.
 */
function compile(files, folder) {
  // A folder that holds all of them: outputs keep their places below it.
  const root = path.parse(files[0]).root;
  try {
    const { outputFiles } = esbuild.buildSync({
      ...SETTINGS,
      entryPoints: [...files],
      outbase: root,
      outdir: root,
    });
    return {
      outputs: outputFiles.map((file) => ({ path: file.path.split(path.sep).join('/'), data: file.text })),
    };
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    return { diagnostics: error.errors.map((message) => diagnostic(message, folder)) };
  }
}

/** esbuild counts lines from 1, columns from 0; tslab both from 0. */
function diagnostic({ text, location }, folder) {
  const start = { offset: 0, line: (location?.line ?? 1) - 1, character: location?.column ?? 0 };
  const end = { ...start, character: start.character + (location?.length ?? 0) };
  const fileName = location && path.relative(folder, path.resolve(location.file));
  return { start, end, messageText: text, category: 1, code: 0, fileName };
}

/**
 * Where the code of a compiled file comes from: `{ map, source }`, a source map as JSON and the file; no map where the file has changed since. It is made
 * only for files of which an error tells.
 *
 * @param {string} file name of the compiled file.
 * @param {string} code
 */
function mapOf(file, code) {
  const source = file.replace(/\.js$/, '.ts');
  try {
    const { outputFiles } = esbuild.buildSync({
      ...SETTINGS,
      entryPoints: [source],
      outdir: path.dirname(source),
      sourcemap: 'external',
      sourcesContent: false,
    });
    const [map, made] = outputFiles.map(({ text }) => text);
    return { source, map: made === code ? map : undefined };
  } catch {
    return { source };
  }
}

module.exports = { compile, mapOf };
