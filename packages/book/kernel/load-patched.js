// Loads a file of tslab with some of its text replaced.
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** The folder of tslab's compiled files. */
const dist = path.dirname(require.resolve('tslab/dist/main.js'));

/**
 * The exports of a file of tslab in which each `before` stands exactly once and has become `after`.
 *
 * @param {string} name file name in tslab's `dist`.
 * @param {readonly (readonly [before: string, after: string])[]} replacements
 * @throws Error where a text is not found: another version of tslab stops at once instead of running half mended.
 */
function loadPatched(name, replacements) {
  const file = path.join(dist, name);
  let source = fs.readFileSync(file, 'utf8');
  for (const [before, after] of replacements) {
    if (source.split(before).length !== 2) {
      throw new Error(`${file} is not the version this project knows (tslab 1.0.22): no line \`${before}\`.`);
    }
    source = source.replace(before, () => after);
  }
  const patched = new Module(file, module);
  patched.filename = file;
  patched.paths = Module._nodeModulePaths(dist);
  require.cache[file] = patched;
  patched._compile(source, file);
  patched.loaded = true;
  return patched.exports;
}

/** A package as tslab has it. */
const ofTslab = (name) => require(require.resolve(name, { paths: [dist] }));

module.exports = { dist, loadPatched, ofTslab };
