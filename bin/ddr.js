#!/usr/bin/env node
// Runs bin/program.ts through tsx, so that there is no build that could be stale.
'use strict';
const Module = require('node:module');
const path = require('node:path');

/**
 * Lets `await import('./x')` of the project's own files find them by `require`, as in the packed program (environment/pack/build.mjs)
 * and in notebooks. Node's other loader would have to know TypeScript, too: on Node 20 that is a thread which takes longer to start
 * than all the rest of `ddr --help`. Names of one length, so that columns in stack traces stay right.
 */
function importByRequire() {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (code, file, ...rest) {
    if (!file.endsWith('.ts')) return compile.call(this, code, file, ...rest);
    const changed = code.replace(/\bimport(?=\("(?:\.{1,2}\/|@ddr-lab\/))/g, 'loadTS');
    const added = changed === code ? '' : 'const loadTS=async(name)=>require(name);';
    return compile.call(this, added + changed, file, ...rest);
  };
}

function start() {
  try {
    // Where Node can (22 and later), compiled code is kept for the next call.
    Module.enableCompileCache?.();
    require('tsx/cjs');
  } catch (error) {
    if (!/^(ERR_)?MODULE_NOT_FOUND$/.test(error.code)) throw error;
    process.stderr.write(
      'ddr: the node packages are not installed. Run `npm start` or `npm test` in the project folder; either sets everything up.\n',
    );
    process.exit(2);
  }
  importByRequire();
  require(path.join(__dirname, 'program.ts'));
}

start();
