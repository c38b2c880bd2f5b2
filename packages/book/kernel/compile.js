// Compiles the TypeScript files that a notebook imports from outside its folder, for the kernel (kernel.js): types
// are taken away, not checked, as `ddr` itself does it (tsx). All in one call: esbuild starts a process for each.
'use strict';
const path = require('node:path');
const esbuild = require('esbuild');

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
      entryPoints: [...files],
      bundle: false,
      write: false,
      format: 'cjs',
      platform: 'node',
      target: 'es2022',
      // `await import('./x')` becomes a `require` too, which the kernel answers from what is compiled here.
      supported: { 'dynamic-import': false },
      outbase: root,
      outdir: root,
      logLevel: 'silent',
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

module.exports = { compile };
